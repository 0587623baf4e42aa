"""Agents under a budget, for the tests of budgets: each looks as often as it is scripted to, and then says so."""

import re
from typing import Any

from agno.agent import Agent
from agno.db.in_memory import InMemoryDb

from headroom import HeadroomConfig, ModelPrice, RunBudget
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, Reply, ToolCall, Usage

USAGE = Usage(input_tokens=400, output_tokens=100)
BILLED = 500
"""What each request is billed, by what the scripted model claims."""
PRICES = {"free": ModelPrice(0.0, output=0.0)}


def look() -> str:
    """Look."""
    return "Nothing."


def looking(rounds: int, usage: Usage | None = USAGE) -> Any:
    """A script that looks so many times, and then says so."""

    def step(request: Any) -> Reply:
        asked = max(place for place, message in enumerate(request.messages) if message.role == "user")
        done = sum(message.role == "tool" for message in request.messages[asked:])
        return Reply(tool_calls=[ToolCall("look")], usage=usage) if done < rounds else Reply("Seen.", usage=usage)

    return step


def agent_of(budget: RunBudget | None, model: Any = None, rounds: int = 9, **settings: Any) -> Agent:
    """An agent whose model is held to a budget; `config` are other settings of Headroom's."""
    config = HeadroomConfig(budget=budget, model_prices=PRICES, **settings.pop("config", {}))
    wrapped = HeadroomAgnoModel(model or FakeModel(looking(rounds)), config)
    return Agent(**{"model": wrapped, "tools": [look], "db": InMemoryDb(), "telemetry": False, **settings})


def last_run(agent: Any, session_id: str = "s") -> Any:
    """The run that is stored last."""
    return agent.get_session(session_id=session_id).runs[-1]


def is_stopped(run: Any) -> bool:
    """Whether a stored run was ended by a budget."""
    mark = run.metrics.additional_metrics.get("headroom_budget", {})
    return status_of(run) in ("error", "cancelled") and mark.get("on_exceed") == "stop"


def status_of(run: Any) -> str:
    """How a stored run has ended, which a database gives back as text."""
    return str(getattr(run.status, "value", run.status)).lower()


def needed_by(run: Any) -> int:
    """How many tokens the request could have taken that ended this run."""
    [said] = re.findall(r"may take ([\d,]+) tokens", run.content)
    return int(said.replace(",", ""))


def spent(model: Any, scope: str, id: str) -> Any:  # noqa: A002
    """What stands in the book of a wrapped model."""
    return model._headroom.ledger.spending.spent(scope, id)


def under_way(model: Any) -> int:
    """How much is reserved in the book of a wrapped model."""
    accounts = model._headroom.ledger.spending._accounts
    return sum(account.under_way + account.reserved_tokens for kind in accounts.values() for account in kind.values())
