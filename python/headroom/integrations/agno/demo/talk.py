"""The conversation of the demonstration, and what was sent, saved and stored of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.session import AgentSession

from headroom.integrations.agno.model import HeadroomAgnoModel
from headroom.integrations.agno.scripted import FakeModel, ToolCall

from .tools import Tools

if TYPE_CHECKING:
    from agno.db.base import BaseDb
    from agno.models.base import Model

__all__ = ["Call", "Demonstration", "demonstrate"]

_QUESTIONS = [
    "Which orders of March are still unpaid?",
    "Is an open issue to blame, and did the checkout service slow down?",
    "List the unpaid orders once more, largest first.",
]
_SESSION = "demo"


class Call(NamedTuple):
    """A request to the model, in tokens: as it would have been, and as it was sent."""

    tokens_before: int
    tokens_after: int
    transforms: list[str]


class Demonstration(NamedTuple):
    """What was said, sent and stored."""

    answers: list[tuple[str, str]]
    """Each question with its answer."""
    returned: str
    """The first tool result, as the tool returned it."""
    sent: str | None
    """The same as the model was sent it; ``None`` where the model does not keep that."""
    calls: list[Call]
    tool_results: int
    """How many tool results the session store holds."""
    untouched: int
    """How many of them stand there exactly as the tools returned them."""

    @property
    def tokens(self) -> tuple[int, int]:
        """All calls together: as they would have been, and as they were sent."""
        return sum(call.tokens_before for call in self.calls), sum(call.tokens_after for call in self.calls)


def _scripted_model() -> FakeModel:
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


def demonstrate(model: Model | None = None, db: BaseDb | None = None) -> Demonstration:
    """Ask an agent three questions in one session, the last one streamed.

    Args:
        model: Any of agno's, which is wrapped; ``None``: one that follows a script.
        db: Where the session is stored; ``None``: in memory.
    """
    model = model or _scripted_model()
    tools, wrapped = Tools(), HeadroomAgnoModel(model)
    agent = Agent(
        model=wrapped,
        tools=[tools.list_orders, tools.search_issues, tools.read_metrics],
        db=db or InMemoryDb(),  # type: ignore[no-untyped-call]
        add_history_to_context=True,
        telemetry=False,
    )
    answers = [
        *((question, _answer(agent, question)) for question in _QUESTIONS[:-1]),
        _streamed(agent, _QUESTIONS[-1]),
    ]
    stored = _stored(agent)
    return Demonstration(
        answers=answers,
        returned=tools.returned[0] if tools.returned else "",
        sent=_sent(model),
        calls=[
            Call(one.tokens_before, one.tokens_after, list(one.transforms_applied)) for one in wrapped.metrics_history
        ],
        tool_results=len(stored),
        untouched=sum(content in tools.returned for content in stored),
    )


def _answer(agent: Agent, question: str) -> str:
    return str(agent.run(question, session_id=_SESSION).content)


def _streamed(agent: Agent, question: str) -> tuple[str, str]:
    parts = agent.run(question, session_id=_SESSION, stream=True)
    return question, "".join(str(getattr(part, "content", None) or "") for part in parts)


def _sent(model: Model) -> str | None:
    if not isinstance(model, FakeModel):
        return None
    return next(m.get_content_string() for m in model.requests[1].messages if m.role == "tool")


def _stored(agent: Agent) -> list[object]:
    """The tool results that the session store holds, each once."""
    session = agent.get_session(session_id=_SESSION)
    runs = (session.runs or []) if isinstance(session, AgentSession) else []
    return [m.content for run in runs for m in run.messages or [] if m.role == "tool" and not m.from_history]
