"""An Agno agent over real-looking tool results: what was sent, before and after, call by call.

Run it with `make demo`. It needs no key and no network: a scripted model stands in for a provider. With OPENAI_API_KEY
set, gpt-4o-mini answers instead.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
from pathlib import Path
from typing import Any

from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.models.base import Model
from agno.session import AgentSession

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall

QUESTIONS = [
    "Which orders of March are still unpaid?",
    "Is an open issue to blame, and did the checkout service slow down?",
    "List the unpaid orders once more, largest first.",
]

returned: list[str] = []
"""What the tools returned, as Agno puts it into the conversation."""


def list_orders(month: str) -> list[dict[str, Any]]:
    """The month's orders with customer and line items."""
    random.seed(month)
    return _recorded([_order(number) for number in range(60)])


def search_issues(query: str) -> str:
    """Issues of the tracker that match, as its API answers: pretty-printed JSON."""
    random.seed(query)
    issues = [_issue(number) for number in range(40)]
    return _recorded(json.dumps({"total_count": len(issues), "incomplete_results": False, "items": issues}, indent=2))


def read_metrics(service: str) -> dict[str, Any]:
    """An hour of a service's latency, a point a minute."""
    random.seed(service)
    points = [{"minute": minute, "p50_ms": 20 + random.random(), "p99_ms": 90.0, "errors": 0} for minute in range(60)]
    return _recorded({"service": service, "region": "eu-west-1", "points": points})


def _order(number: int) -> dict[str, Any]:
    skus = random.sample(["A-100", "B-220", "C-315", "D-470"], k=random.randint(1, 3))
    return {
        "id": 10_000 + number,
        "placed_at": f"2026-03-{1 + number % 28:02}T09:{number % 60:02}:00Z",
        "customer": {"id": 500 + number % 17, "name": f"Customer {number % 17}", "vip": number % 17 == 0},
        "status": random.choice(["paid", "paid", "paid", "unpaid"]),
        "items": [{"sku": sku, "quantity": random.randint(1, 5), "price": "19.90"} for sku in skus],
        "coupon": None,
    }


def _issue(number: int) -> dict[str, Any]:
    return {
        "number": 900 + number,
        "title": random.choice(["Checkout times out", "Coupon is ignored", "Invoice has no VAT id"]),
        "state": random.choice(["open", "closed"]),
        "user": {"login": f"user{number % 9}", "type": "User", "site_admin": False},
        "labels": [{"name": "bug", "color": "d73a4a"}],
        "comments": random.randint(0, 12),
        "closed_at": None,
    }


def _recorded(result: Any) -> Any:
    returned.append(str(result))
    return result


def provider() -> Model:
    """The model to wrap: OpenAI's where a key is set, else one that follows a script."""
    if os.environ.get("OPENAI_API_KEY"):
        from agno.models.openai import OpenAIChat

        return OpenAIChat(id="gpt-4o-mini")
    march = ToolCall("list_orders", {"month": "2026-03"})
    return FakeModel(
        [
            march,
            "(scripted) I have read the orders.",
            [ToolCall("search_issues", {"query": "checkout"}), ToolCall("read_metrics", {"service": "checkout"})],
            "(scripted) I have read the issues and the metrics.",
            march,
            "(scripted) I have read the orders again.",
        ]
    )


def talk(agent: Agent) -> None:
    """Ask the questions in one session: the first two at once, the last one streamed."""
    for question in QUESTIONS[:-1]:
        print(f"> {question}\n  {agent.run(question, session_id='demo').content}")
    print(f"> {QUESTIONS[-1]}\n  ", end="")
    for event in agent.run(QUESTIONS[-1], session_id="demo", stream=True):
        print(getattr(event, "content", None) or "", end="")
    print("\n")


def show_result(model: Model) -> None:
    """The first tool result as the tool returned it and as it was sent, where the model keeps what it was sent."""
    if not isinstance(model, FakeModel):
        return
    sent = next(m.get_content_string() for m in model.requests[1].messages if m.role == "tool")
    print(f"the tool returned  {returned[0][:280]}...\n")
    print("the model was sent " + "\n                   ".join(sent.splitlines()[:4]) + "\n                   ...\n")


def show_calls(model: HeadroomAgnoModel) -> None:
    """A line a model call, and the sum."""
    print(f"{'call':>5} {'tokens before':>14} {'sent':>8} {'saved':>7}  how")
    for number, call in enumerate(model.metrics_history, 1):
        how = ", ".join(call.transforms_applied) or "-"
        print(f"{number:>5} {call.tokens_before:>14,} {call.tokens_after:>8,} {call.savings_percent:>6.1f}%  {how}")
    total = model.get_savings_summary()
    before, after = total["tokens_before"], total["tokens_after"]
    print(f"{'all':>5} {before:>14,} {after:>8,} {100 * (before - after) / max(1, before):>6.1f}%\n")


def show_session(agent: Agent) -> None:
    """What the session store holds is what the tools returned, not what was sent."""
    session = agent.get_session(session_id="demo")
    runs = (session.runs or []) if isinstance(session, AgentSession) else []
    stored = [m.content for run in runs for m in run.messages or [] if m.role == "tool" and not m.from_history]
    untouched = sum(content in returned for content in stored)
    print(f"session store: {untouched} of {len(stored)} tool results stand there exactly as the tools returned them")
    if untouched != len(stored):
        raise SystemExit("the stored session was changed")


def main() -> None:
    """Talk, then show what was sent and what was stored."""
    with tempfile.TemporaryDirectory() as folder:
        model = HeadroomAgnoModel(provider())
        agent = Agent(
            model=model,
            tools=[list_orders, search_issues, read_metrics],
            db=SqliteDb(db_file=str(Path(folder) / "sessions.db")),
            add_history_to_context=True,
            telemetry=False,
        )
        talk(agent)
        show_result(model)
        show_calls(model)
        show_session(agent)


if __name__ == "__main__":
    main()
