"""Generated tool results: what the APIs behind agents' tools answer, in several shapes, the same for the same seed.

Nothing here is tuned to a notation: shapes, field names and distributions follow public APIs (GitHub, Kubernetes,
Prometheus, shops, HR and search backends). Documents are serialised the ways such APIs do: spaced, minified, indented.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

START = datetime(2026, 3, 1)
_WORDS = """
account address agent alert archive audit balance batch branch browser bucket buffer cache campaign carrier chart
checkout client cluster column command comment commit config contract counter coupon currency customer dashboard
database deadline delivery device discount document driver email endpoint engine error event export failure filter
firewall folder gateway handler header image import index invoice issue journal kernel ledger library license listener
locale logger machine manager margin message metric migration mirror module monitor network notice object order packet
partner patch payment payload pipeline plugin policy portal process profile project prompt provider queue quota record
refund region release replica report request resource response retry review router runtime sample schema scope script
secret segment server session setting shard shipment signal snapshot socket source stream summary supplier support
switch table target template tenant thread ticket timeout token traffic trigger
"""
_FIRST = "Ada Ben Chloe Dmitri Elif Farah Goran Hana Ivan Jun Kofi Lena Mateo Nadia Omar Priya Quinn Rosa Sven Tariq"
_LAST = "Abe Brandt Costa Diallo Eriksen Fujita Garcia Haddad Ito Jensen Kaya Lund Moreau Novak Okafor Petrov Rossi"
WORDS, FIRST, LAST = _WORDS.split(), _FIRST.split(), _LAST.split()
SERVICES = ["api", "billing", "cart", "checkout", "inventory", "mailer", "payments", "search", "session", "shipping"]


class Document(NamedTuple):
    """A tool's result as the model would get it."""

    kind: str
    text: str


class Source(random.Random):
    """Random values of the kinds that API results are made of."""

    def words(self, count: int) -> str:
        return " ".join(self.choices(WORDS, k=count))

    def sentence(self, low: int = 6, high: int = 18) -> str:
        return self.words(self.randint(low, high)).capitalize() + "."

    def hexadecimal(self, digits: int) -> str:
        return f"{self.getrandbits(4 * digits):0{digits}x}"

    def uuid(self) -> str:
        return "-".join(self.hexadecimal(n) for n in (8, 4, 4, 4, 12))

    def moment(self) -> str:
        return (START + timedelta(seconds=self.randrange(0, 200 * 86_400))).isoformat() + "Z"

    def person(self) -> str:
        return f"{self.choice(FIRST)} {self.choice(LAST)}"

    def money(self, high: int) -> float:
        return round(self.uniform(1, high), 2)


def orders(source: Source, count: int) -> Any:
    return {"orders": [_order(source, 10_000 + i) for i in range(count)], "total": count, "next_page": None}


def _order(source: Source, number: int) -> Any:
    lines = [_order_line(source) for _ in range(source.randint(1, 5))]
    order = {
        "id": f"ord_{source.hexadecimal(12)}",
        "number": number,
        "created_at": source.moment(),
        "status": source.choices(["paid", "shipped", "delivered", "refunded"], [3, 4, 8, 1])[0],
        "customer": {"id": source.randint(1, 9999), "name": source.person(), "vip": source.random() < 0.1},
        "shipping": {"city": source.choice(["Lyon", "Oslo", "Porto", "Gent", "Brno"]), "method": "standard"},
        "items": lines,
        "total": round(sum(line["price"] * line["quantity"] for line in lines), 2),
    }
    if source.random() < 0.2:
        order["note"] = source.sentence()
    return order


def _order_line(source: Source) -> Any:
    return {
        "sku": f"{source.choice('ABCDEF')}-{source.randint(1000, 9999)}",
        "title": source.words(3).title(),
        "quantity": source.randint(1, 4),
        "price": source.money(200),
    }


def employees(source: Source, count: int) -> Any:
    departments = ["Engineering", "Sales", "Marketing", "Finance", "Legal", "Operations"]
    return [
        {
            "id": i + 1,
            "name": source.person(),
            "email": f"{source.choice(WORDS)}.{source.choice(WORDS)}{i}@example.com",
            "department": source.choice(departments),
            "salary": source.randrange(38_000, 180_000, 500),
            "yearsExperience": source.randint(0, 30),
            "active": source.random() < 0.9,
        }
        for i in range(count)
    ]


def issues(source: Source, count: int) -> Any:
    users = [_user(source) for _ in range(12)]
    labels = [_label(source, name) for name in ("bug", "enhancement", "docs", "question", "performance", "ui")]
    return [_issue(source, number, users, labels) for number in range(4000, 4000 - count, -1)]


def _user(source: Source) -> Any:
    login, number = f"{source.choice(WORDS)}-{source.hexadecimal(3)}", source.randint(1000, 9_999_999)
    return {
        "login": login,
        "id": number,
        "avatar_url": f"https://avatars.example.com/u/{number}?v=4",
        "html_url": f"https://git.example.com/{login}",
        "type": "User",
        "site_admin": False,
    }


def _label(source: Source, name: str) -> Any:
    return {"id": source.randint(10**8, 10**9), "name": name, "color": source.hexadecimal(6), "default": name == "bug"}


def _issue(source: Source, number: int, users: list[Any], labels: list[Any]) -> Any:
    closed = source.random() < 0.4
    return {
        "url": f"https://api.git.example.com/repos/acme/platform/issues/{number}",
        "id": source.randint(10**9, 3 * 10**9),
        "number": number,
        "title": source.sentence(4, 10)[:-1],
        "user": source.choice(users),
        "labels": source.sample(labels, source.choice([0, 1, 1, 2])),
        "state": "closed" if closed else "open",
        "assignee": source.choice([None, *users]),
        "milestone": None,
        "comments": source.randint(0, 20),
        "created_at": source.moment(),
        "closed_at": source.moment() if closed else None,
        "body": "\n\n".join(source.sentence(8, 25) for _ in range(source.randint(1, 3))),
        "reactions": {"total_count": 0, "+1": 0, "-1": 0, "heart": 0, "rocket": 0},
    }


def metrics(source: Source, count: int) -> Any:
    series = [_series(source, name, count) for name in source.sample(SERVICES, 4)]
    return {"status": "success", "data": {"resultType": "matrix", "result": series}}


def _series(source: Source, service: str, count: int) -> Any:
    start, level = 1_772_323_200, source.uniform(10, 400)
    values = [[start + 15 * i, f"{level * source.uniform(0.8, 1.25):.4f}"] for i in range(count)]
    labels = {"__name__": "http_request_duration_ms", "service": service, "pod": f"{service}-{source.hexadecimal(9)}"}
    return {"metric": labels, "values": values}


def pods(source: Source, count: int) -> Any:
    return {
        "apiVersion": "v1",
        "kind": "PodList",
        "items": [_pod(source, source.choice(SERVICES)) for _ in range(count)],
    }


def _pod(source: Source, app: str) -> Any:
    name = f"{app}-{source.hexadecimal(9)}-{source.hexadecimal(5)}"
    return {
        "metadata": {
            "name": name,
            "namespace": "production",
            "uid": source.uuid(),
            "creationTimestamp": source.moment(),
            "labels": {"app": app, "pod-template-hash": source.hexadecimal(9), "tier": "backend"},
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": name[:-6], "controller": True}],
        },
        "spec": {
            "containers": [_container(source, app)] + ([_container(source, "proxy")] if source.random() < 0.5 else []),
            "nodeName": f"node-{source.randint(1, 12)}.internal",
            "restartPolicy": "Always",
            "tolerations": [{"key": "node.kubernetes.io/not-ready", "operator": "Exists", "tolerationSeconds": 300}],
        },
        "status": _pod_status(source),
    }


def _container(source: Source, name: str) -> Any:
    return {
        "name": name,
        "image": f"registry.example.com/{name}:{source.randint(1, 4)}.{source.randint(0, 30)}.{source.randint(0, 9)}",
        "ports": [{"containerPort": source.choice([8080, 9090, 15001]), "protocol": "TCP"}],
        "resources": {"limits": {"cpu": "500m", "memory": "512Mi"}, "requests": {"cpu": "100m", "memory": "256Mi"}},
        "env": [{"name": source.choice(WORDS).upper(), "value": source.words(1)} for _ in range(3)],
    }


def _pod_status(source: Source) -> Any:
    ready = source.random() < 0.93
    types = ("Initialized", "Ready", "ContainersReady", "PodScheduled")
    return {
        "phase": "Running" if ready else "Pending",
        "podIP": f"10.{source.randint(0, 9)}.{source.randint(0, 255)}.{source.randint(1, 254)}",
        "conditions": [{"type": t, "status": str(ready), "lastTransitionTime": source.moment()} for t in types],
    }


def search(source: Source, count: int) -> Any:
    hits = [
        {
            "rank": i + 1,
            "title": source.sentence(4, 9)[:-1],
            "url": f"https://{source.choice(WORDS)}.example.org/{source.choice(WORDS)}/{source.hexadecimal(8)}",
            "snippet": " ".join(source.sentence() for _ in range(source.randint(2, 4))),
            "score": round(1 / (1 + 0.07 * i), 6),
            "published": source.moment()[:10],
        }
        for i in range(count)
    ]
    return {"query": source.words(4), "took_ms": source.randint(4, 90), "results": hits}


def flags(source: Source, count: int) -> Any:
    names = {f"{source.choice(WORDS)}.{source.choice(WORDS)}_{source.choice(WORDS)}" for _ in range(count)}
    return {"environment": "production", "flags": {name: _flag(source) for name in sorted(names)}}


def _flag(source: Source) -> Any:
    flag = {
        "enabled": source.random() < 0.6,
        "rollout": source.choice([0, 5, 25, 50, 100]),
        "owner": f"team-{source.choice(SERVICES)}",
        "description": source.sentence(4, 9),
        "updatedAt": source.moment(),
    }
    if source.random() < 0.15:
        flag["expiresAt"] = source.moment()
    return flag


def logs(source: Source, count: int) -> str:
    moment, lines = START, []
    for _ in range(count):
        moment += timedelta(milliseconds=source.randint(1, 900))
        lines.append(f"{moment.isoformat(sep=' ', timespec='milliseconds')} {_log_line(source)}")
    return "\n".join(lines)


def _log_line(source: Source) -> str:
    service, milliseconds = source.choice(SERVICES), source.randint(2, 400)
    lines = [
        f"INFO  [{service}] GET /v1/{source.choice(WORDS)}/{source.randint(1, 99999)} 200 in {milliseconds} ms",
        f"INFO  [{service}] cache hit key={source.choice(WORDS)}:{source.hexadecimal(8)} ttl={source.randint(1, 600)}",
        f"DEBUG [{service}] connection {source.randint(100, 999)} returned to pool, idle={source.randint(0, 20)}",
        f"WARN  [{service}] slow query took {milliseconds * 10} ms: request_id={source.uuid()}",
        f"ERROR [{service}] upstream {source.choice(SERVICES)} timed out after {milliseconds}00 ms, {source.words(3)}",
    ]
    return source.choices(lines, [60, 20, 15, 4, 1])[0]


Maker = Callable[[Source, int], Any]

MAKERS: dict[str, tuple[Maker, int]] = {
    "orders": (orders, 60),
    "employees": (employees, 150),
    "issues": (issues, 25),
    "metrics": (metrics, 120),
    "pods": (pods, 25),
    "search": (search, 40),
    "flags": (flags, 90),
    "logs": (logs, 250),
}
"""Each kind with the records that make about 20 KB of JSON."""

KINDS = (*MAKERS, "python repr")

_STYLES: tuple[dict[str, Any], ...] = ({}, {"separators": (",", ":")}, {"indent": 2})


def document(kind: str, seed: int, scale: float = 1.0) -> Document:
    """One document of a kind, about 20 KB times `scale`; other seeds have no long value in common with it."""
    source = Source(f"{kind} {seed}")
    of = source.choice(["orders", "employees", "search"]) if kind == "python repr" else kind
    make, count = MAKERS[of]
    value = make(source, max(2, round(count * scale)))
    if kind == "python repr":
        return Document(kind, str(value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, **_STYLES[seed % len(_STYLES)])
    return Document(kind, text)


def documents(seed: int, each: int = 6) -> Iterator[Document]:
    """`each` documents of every kind, from a fifth of the usual size to five times it."""
    for kind in KINDS:
        for i in range(each):
            yield document(kind, seed + i, scale=0.2 * 25 ** (i / max(1, each - 1)))
