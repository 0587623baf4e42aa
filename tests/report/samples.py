"""Conversations to show, invented: one in which messages become all that they can become, and what would do harm."""

from __future__ import annotations

import json
from typing import Any

from headroom import HeadroomConfig, RollingWindowConfig, ViewConfig
from headroom._report.conversations import ConversationsReport
from headroom._report.writing import html
from headroom.transcripts import Request, Transcript, replay

MODEL = "gpt-4o"
VIEWS = HeadroomConfig(views=ViewConfig(enabled=True))
SETTINGS = """\
import json
from pathlib import Path


def load(path):
    \"\"\"The settings of the shop, or none where there is no file.\"\"\"
    if not path.exists():
        return {}
    with open(path) as file:
        return json.load(file)


def save(path, settings):
    \"\"\"Write the settings of the shop, the newest first.\"\"\"
    text = json.dumps(settings, indent=2, sort_keys=True)
    path.write_text(text + "\\n", encoding="utf-8")
"""
ORDERS = [
    {
        "id": f"W-{1000 + n}",
        "status": ("paid", "open", "shipped")[n % 3],
        "customer": {"name": f"Customer {n % 7}", "country": "DE"},
        "total": 19.5 + n,
        "coupon": None,
    }
    for n in range(24)
]
ORDER = {
    "id": "W-1044",
    "status": "pending",
    "customer": "Ada Lovelace",
    "city": "London",
    "items": [
        {"sku": sku, "name": name, "quantity": n + 1, "price": 10 * n + 9.5}
        for n, (sku, name) in enumerate([("KET978", "Kettle"), ("LMP310", "Lamp"), ("SOF551", "Sofa"), ("HAT2", "Hat")])
    ],
    "coupon": "SPRING",
    "total": 99.5,
}
LOG = [
    {
        "at": f"2026-05-{1 + n % 28:02}T10:{n % 60:02}:00Z",
        "level": "error" if n % 41 == 7 else "info",
        "ms": n * 13 % 900,
    }
    for n in range(400)
]
HOSTILE = [
    "<script>document.title = 'taken'</script>",
    "</style></pre></article><img src=https://example.org/x onerror=alert(1)>",
    "</title><iframe src='javascript:alert(1)'></iframe>",
    """" onmouseover="alert(1)" ' autofocus onfocus='alert(1)""",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} {# gone #}",
    "[as in get_order above, unchanged]",
    "nul \0, bell \a, escape \x1b[31m, half \ud800, other half \udfff, "
    "\u202eturned round\u202c, \u2066isolated\u2069, \ufeff",
    "javascript:alert(1) data:text/html,<script>1</script>",
    "]]> --> <!-- <![CDATA[ &lt; &amp; &#0;",
]


def said(role: str, content: str, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, **more}


def called(tool: str, number: int, result: str, **arguments: Any) -> list[dict[str, Any]]:
    """A call of a tool and what it returned."""
    function = {"name": tool, "arguments": json.dumps(arguments)}
    call = {"id": f"call_{number}", "type": "function", "function": function}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        said("tool", result, tool_call_id=f"call_{number}"),
    ]


def shop() -> list[dict[str, Any]]:
    """A table, a file that is read again, an order that changes, and a log that is shown in part."""
    edited = SETTINGS.replace("return {}", 'return {"currency": "EUR"}')
    order = {**ORDER, "status": "on its way", "total": 89.5}
    return [
        said("system", "You look after a shop's orders. Say what you found, briefly."),
        said("user", "Which orders are still open, and where is W-1044?"),
        *called("get_orders", 1, json.dumps(ORDERS, indent=2), status="any"),
        *called("get_order", 2, json.dumps(ORDER, indent=2), id="W-1044"),
        said("assistant", "Eight are open. W-1044 is pending."),
        said("user", "Prices should be in euros where there are no settings."),
        *called("read_file", 3, SETTINGS, path="shop/settings.py"),
        *called("read_file", 4, edited, path="shop/settings.py"),
        *called("get_order", 5, json.dumps(order, indent=2), id="W-1044"),
        *called("read_log", 6, json.dumps(LOG, indent=1), day="2026-05"),
        said("assistant", "Done. W-1044 is on its way now, and the log shows ten errors."),
        said("user", "Thank you."),
    ]


def hostile() -> list[dict[str, Any]]:
    """Every text that would do harm, as anybody's words, a result, a tool and its arguments."""
    messages = [said("system", HOSTILE[0])]
    for number, text in enumerate(HOSTILE):
        rows = json.dumps([{"id": n, text: text} for n in range(6)], indent=1)
        messages += [said("user", text), *called(text, number, rows, argument=text), said("assistant", text)]
    return messages


def long(count: int) -> list[dict[str, Any]]:
    """As many messages as that."""
    messages = [said("system", "You look after a shop's orders.")]
    while len(messages) < count:
        number = len(messages)
        rows = [{**order, "id": f"W-{number}-{place}"} for place, order in enumerate(ORDERS[:6])]
        messages += [said("user", f"And now, {number}?"), *called("get_orders", number, json.dumps(rows, indent=1))]
        messages.append(said("assistant", f"That was {number}."))
    return messages[:count]


def transcript(messages: list[dict[str, Any]], name: str = "shop-orders", every: bool = True) -> Transcript:
    """A conversation of which each answer was asked for, or only the last."""
    ends = [place for place, message in enumerate(messages) if message["role"] == "assistant"] if every else []
    ends = ends or [len(messages)]
    return Transcript(name, "openai", "shop.jsonl", messages, tuple(Request(end, MODEL) for end in ends))


def windowed(limit: int, policy: str = "drop_turns") -> HeadroomConfig:
    window = RollingWindowConfig(output_buffer_tokens=50, keep_last_turns=1, policy=policy)
    return HeadroomConfig(model_context_limits={MODEL: limit}, rolling_window=window)


def report_of(
    *transcripts: Transcript, config: HeadroomConfig | None = VIEWS, full: bool = False
) -> ConversationsReport:
    report = ConversationsReport(full=full)
    for one in transcripts:
        report.add(replay(one, config=config))
    return report


def page_of(*transcripts: Transcript, config: HeadroomConfig | None = VIEWS, full: bool = False) -> str:
    return html("conversations.html", report_of(*transcripts, config=config, full=full))
