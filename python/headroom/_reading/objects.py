"""Results that are objects: maps of alike ones, single ones, and those in which records, subtrees or texts recur."""

from __future__ import annotations

from typing import Any

from headroom._reading.source import NAMES, NOUNS, WORDS, Source

__all__ = ["backups", "order", "pod", "posts", "pull_request", "seller", "services"]


def services(source: Source) -> Any:
    """A map of services by their names."""
    names = source.some([f"{word}-{kind}" for word in WORDS for kind in ("api", "job", "db")], 8, 12)
    entries = {
        name: {
            "port": source.randint(1000, 9999),
            "replicas": source.randint(1, 12),
            "owner": source.choice(NAMES).lower(),
            "healthy": source.random() < 0.7,
            "limits": {"cpu": source.choice([0.5, 1, 2, 4]), "memory": f"{source.choice([256, 512, 1024, 2048])}Mi"},
            **source.perhaps(0.4, 0.3, 0, "alias", source.choice(NOUNS)),
        }
        for name in names
    }
    return {"cluster": f"prod-{source.choice('abcd')}", "services": entries}


def posts(source: Source) -> Any:
    """A map of posts by their numbers."""
    return {
        f"{source.randint(10**7, 10**8)}": {
            "title": source.title(),
            "author": source.person(),
            "votes": source.randint(-5, 400),
            "locked": False,
        }
        for _ in range(source.randint(8, 11))
    }


def order(source: Source) -> Any:
    """One order, with all that belongs to it."""
    return {
        "order_id": f"W-{source.randint(1000, 9999)}",
        "customer": source.person(),
        "status": source.choice(["open", "shipped"]),
        "ship_to": {**source.address(), "country": source.choice(["NO", "IT", "FR", "PE"])},
        "items": [
            {
                "sku": f"{noun[:3].upper()}{source.randint(100, 999)}",
                "name": noun,
                "qty": source.randint(1, 9),
                "price": source.money(300),
                "taxed": source.random() < 0.5,
            }
            for noun in source.sample(NOUNS, 6)
        ],
        "payments": [
            {"method": method, "amount": source.randint(10, 900), "ref": f"P{source.randint(1000, 9999)}"}
            for method in ("gift card", "card")
        ],
        "notes": [],
        "coupon": None,
        "gift_message": "",
        "express": source.random() < 0.5,
        "weight_kg": round(source.uniform(1, 30), 1),
        "placed": source.date(),
        "carrier": {
            "name": source.choice(["DHL", "UPS", "DPD"]),
            "tracking": f"{source.randint(10**9, 10**10)}",
            "eta": source.date(),
        },
    }


def pull_request(source: Source) -> Any:
    """An object in which records of two kinds recur."""
    return {
        "number": source.randint(100, 999),
        "title": source.title(),
        "author": _user(source),
        "assignee": _user(source),
        "merged_by": _user(source),
        "head": {"ref": source.choice(WORDS), "sha": f"{source.randint(0, 16**10):010x}", "repo": _repository(source)},
        "base": {"ref": "main", "sha": f"{source.randint(0, 16**10):010x}", "repo": _repository(source)},
        "reviews": {state: {"by": _user(source), "at": source.date()} for state in ("approved", "requested")},
        "milestone": {"title": source.choice(WORDS), "creator": _user(source), "due": source.date()},
        "draft": False,
    }


def _user(source: Source) -> dict[str, Any]:
    number, node = source.randint(100, 99999), f"U_{source.randint(10**6, 10**7)}"
    return {"login": source.login(), "id": number, "node_id": node, "type": "User", "site_admin": False}


def _repository(source: Source) -> dict[str, Any]:
    return {
        "name": f"{source.choice(WORDS)}-{source.choice(NOUNS)}",
        "private": source.random() < 0.5,
        "stars": source.randint(0, 9000),
        "owner": _user(source),
    }


def pod(source: Source) -> Any:
    """An object of objects of objects."""
    spec = {"main": _container(source), "sidecar": _container(source), "init": {"migrate": _container(source)}}
    return {
        "kind": "Pod",
        "metadata": {"name": f"{source.choice(WORDS)}-{source.randint(1000, 9999)}", "namespace": "prod"},
        "spec": {**spec, "node": f"node-{source.randint(1, 99)}", "priority": None},
        "status": {"phase": "Running", "restarts": source.randint(0, 30)},
    }


def _container(source: Source) -> dict[str, Any]:
    return {
        "image": f"{source.choice(WORDS)}:{source.randint(1, 9)}.{source.randint(0, 30)}",
        "liveness": _probe(source),
        "readiness": _probe(source),
        "limits": {"cpu": f"{source.randint(1, 40) * 50}m", "memory": f"{source.randint(1, 64) * 32}Mi"},
        "requests": {"cpu": f"{source.randint(1, 20) * 10}m", "memory": f"{source.randint(1, 32) * 16}Mi"},
    }


def _probe(source: Source) -> dict[str, Any]:
    delay, period = source.randint(1, 60), source.randint(1, 60)
    path = f"/{source.choice(WORDS)}"
    return {"path": path, "port": source.randint(1000, 9999), "delay": delay, "period": period, "scheme": "HTTP"}


def seller(source: Source) -> Any:
    """An object in which addresses and texts come again."""
    places = [source.address() for _ in range(4)]
    notes = [
        f"Please leave it with the neighbours at number {source.randint(1, 99)}.",
        f"Ring the bell {source.randint(2, 9)} times and wait for the porter.",
    ]
    orders = [
        {
            "no": 300 + number * 11 + source.randint(0, 9),
            "ship_to": source.choice(places),
            "bill_to": source.choice(places),
            "total": source.randint(10, 999),
            **source.perhaps(0.5, 0, 0, "note", source.choice(notes)),
        }
        for number in range(source.randint(6, 8))
    ]
    return {
        "seller": source.person(),
        "office": places[0],
        "warehouse": {"location": places[1], "open": True},
        "orders": orders,
        "returns": {"address": places[0], "contact": {"name": source.person(), "address": places[2]}},
    }


def backups(source: Source) -> Any:
    """An object in which whole subtrees come again."""
    policies = [_policy(source, 5, 90, encrypted=True), _policy(source, 100, 900, encrypted=False)]
    databases = {
        name: {
            "engine": source.choice(["postgres", "mysql", "redis"]),
            "size_gb": source.randint(10, 900),
            "backup": policies[number % 2] if source.random() < 0.9 else None,
            "contact": source.choice(NAMES).lower(),
        }
        for number, name in enumerate(source.sample(WORDS, 5))
    }
    return {"defaults": {"backup": policies[0]}, **databases}


def _policy(source: Source, least: int, most: int, *, encrypted: bool) -> dict[str, Any]:
    bucket, region = (
        f"backup-{source.choice(WORDS)}-{source.randint(10, 99)}",
        source.choice(["eu-west-1", "us-east-2"]),
    )
    return {
        "retention_days": source.randint(least, most),
        "schedule": f"{source.randint(0, 59)} {source.randint(0, 23)} * * *",
        "encrypted": encrypted,
        "target": {"bucket": bucket, "region": region},
    }
