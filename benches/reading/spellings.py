"""Data as programs of Python and servers spell it, and what is asked about it."""

from __future__ import annotations

from pprint import pformat

from peers.documents import WORDS, Source
from reading.families import CITIES, STATES, Made, identifiers
from reading.subjects import Family, Question, called
from reading.texts import of_lines

ASK = "In the latest result, "
POD = """\
- apiVersion: v1
  kind: Pod
  metadata:
    labels:
      app: {name}
      tier: web
    name: {name}-0
    namespace: shop
    resourceVersion: "{version}"
  spec:
    containers:
    - image: shop/{name}:1.{place}
      imagePullPolicy: IfNotPresent
      name: app
      resources:
        limits:
          cpu: 500m
          memory: 256Mi
    dnsPolicy: ClusterFirst
    nodeName: {node}
    restartPolicy: Always
  status:
    hostIP: 192.168.0.{place}
    phase: Running
    podIP: {address}
    qosClass: Burstable
"""


def by_number(source: Source) -> Made:
    """Customers by their numbers, as a dict of Python is printed."""
    customers = {
        number: {"name": source.person(), "city": source.choice(CITIES), "orders": source.randrange(90)}
        for number in identifiers(source, 14)
    }
    one, other, last = source.sample(sorted(customers), 3)
    asked = [
        Question(f"{ASK}what is the name of the customer {one}?", str(customers[one]["name"])),
        Question(f"{ASK}in which city is the customer {other}?", str(customers[other]["city"])),
        Question(f"{ASK}how many orders has the customer {last}?", str(customers[last]["orders"])),
        Question(f"{ASK}how many customers are there?", str(len(customers))),
    ]
    return called(("list_customers", {}, pformat(customers, sort_dicts=False))), asked


def yaml_rows(source: Source) -> Made:
    """Orders as a command prints them in YAML."""
    rows = [
        {
            "id": str(number),
            "customer": source.person(),
            "city": source.choice(CITIES),
            "state": source.choice(STATES),
            "items": str(source.randrange(1, 40)),
        }
        for number in identifiers(source, 18)
    ]
    text = "".join("- " + "  ".join(f"{name}: {value}\n" for name, value in row.items()) for row in rows)
    asked = of_lines(source, rows, "id", 2, "customer", "state", "items")
    return called(("run", {"command": "shop orders -o yaml"}, text)), asked


def yaml_pods(source: Source) -> Made:
    """Pods as `kubectl get -o yaml` prints them."""
    names = source.sample(WORDS, 8)
    nodes = [f"node-{source.choice('abcdef')}" for _ in names]
    addresses = [f"10.42.{place}.{source.randrange(2, 250)}" for place, _ in enumerate(names)]
    pods = [
        POD.format(name=name, place=place, node=nodes[place], address=addresses[place], version=1000 + place * 17)
        for place, name in enumerate(names)
    ]
    text = f"apiVersion: v1\nitems:\n{''.join(pods)}kind: List\n"
    one, other, last = source.sample(range(1, len(names)), 3)
    asked = [
        Question(f"{ASK}what is the podIP of the pod {names[one]}-0?", addresses[one]),
        Question(f"{ASK}what is the nodeName of the pod {names[other]}-0?", nodes[other]),
        Question(f"{ASK}which image has the pod {names[last]}-0?", f"shop/{names[last]}:1.{last}"),
        Question(f"{ASK}what is the memory limit of the pod {names[last]}-0?", "256Mi"),
    ]
    return called(("run", {"command": "kubectl get pods -o yaml"}, text)), asked


def scripted(source: Source) -> Made:
    """Items of stock as Node prints a list of them."""
    rows = [
        {
            "sku": f"A{number}",
            "name": source.choice(list(WORDS)),
            "city": source.choice(CITIES),
            "quantity": source.randrange(900),
            "price": source.randrange(9999) / 100,
        }
        for number in identifiers(source, 14)
    ]
    lines = [f"  {{ {', '.join(f'{name}: {value!r}' for name, value in row.items())} }}" for row in rows]
    asked = [
        Question(f"{ASK}what is the {field} of the item whose sku is {row['sku']}?", str(row[field]))
        for row in source.sample(rows, 2)
        for field in ("quantity", "price", "city")
    ]
    return called(("run", {"command": "node stock.js"}, "[\n" + ",\n".join(lines) + "\n]\n")), asked


SPELLINGS = [
    Family("lists that Node prints", "default", r"^\[JSON5\]\n", scripted),
    Family("maps with integer keys", "default", r"^\[integer keys\]", by_number),
    Family("records in YAML, at the compact level", "compact", r"\[each of \d+ rows stands for ", yaml_rows),
    Family("pods in YAML", "default", r"^\[(?:blocks of lines|each of \d+ rows)", yaml_pods),
]
