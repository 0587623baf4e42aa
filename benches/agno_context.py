"""Agno's own ways to save context, with and without Headroom: what one agent's whole work costs.

    python benches/agno_context.py [rows]

An agent asks twelve questions in one session, and each takes it three calls of tools that return lists. A scripted
model stands in for the provider and for whoever summarizes, so that nothing but the settings differs; its summaries
are short, as suits the features that ask for them. Where a result was put away it reads the first page, as a model must
that needs its rows. `rows` is how long the longest list is, 300 unless it is given. Counted is all that a model is
sent, for summaries too, and how many of the orders the last prompt still holds. It needs no key and no network. The
table stands in docs/agno-context.md.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import agno.utils.tokens
from agno.agent import Agent
from agno.compaction import Compaction
from agno.compression.manager import CompressionManager
from agno.db.sqlite import SqliteDb
from agno.models.base import Model

from headroom.integrations.agno import HeadroomAgnoModel, HeadroomCompressionManager, sent_tokens
from headroom.integrations.agno.counting import count_conversation
from headroom.integrations.agno.messages import AgnoReader
from headroom.testing import FakeModel, SentRequest, ToolCall

QUESTIONS = 12
ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 300
SUMMARY = "They went through orders, issues and deliveries; some are open."
_ORDER = re.compile(r"A-\d+-\d+")
_RESULT = re.compile('<result id="([^"]+)"')


def orders(page: int) -> list[dict[str, Any]]:
    """A page of orders."""
    states = ("paid", "open", "refunded")
    return [
        {
            "id": f"A-{page}-{n}",
            "customer": f"Customer {n % 17}",
            "total": n * 19.9,
            "state": states[n % 3],
            "note": None,
        }
        for n in range(60)
    ]


def issues(page: int) -> list[dict[str, Any]]:
    """A page of issues."""
    return [
        {"number": page * 100 + n, "title": f"Checkout fails, case {n}", "user": {"login": f"dev{n % 5}"}, "labels": []}
        for n in range(50)
    ]


def deliveries(page: int) -> list[dict[str, Any]]:
    """A page of deliveries, which is long enough to be put away."""
    return [{"order": page * 1000 + n, "carrier": "DHL", "delivered": n % 4 != 0, "days": n % 6} for n in range(ROWS)]


TOOLS = (orders, issues, deliveries)


class Work(NamedTuple):
    """What came of all questions."""

    calls: int
    summaries: int
    tokens: int
    orders: int


def step(asked: SentRequest) -> Any:
    """The next thing to do: a tool that was not asked since the question, a page of what was put away, or an answer."""
    if not asked.tools:
        return SUMMARY
    since: list[Any] = []
    for message in asked.messages:
        since = [] if message.role == "user" else [*since, message]
    used = {call["function"]["name"] for message in since for call in message.tool_calls or ()}
    away = _RESULT.search(since[-1].content or "") if since else None
    if away is not None:
        return ToolCall("read_result", {"result_id": away[1]})
    page = sum(message.role == "user" for message in asked.messages)
    left = [tool.__name__ for tool in TOOLS if tool.__name__ not in used]
    return ToolCall(left[0], {"page": page}) if left else "Some of them are open."


def work(*, wrapped: bool, summarizer: Model, **settings: Any) -> Work:
    """Ask all questions of an agent with these settings; `summarizer` writes its summaries, if it needs any."""
    played = FakeModel(step)
    model = HeadroomAgnoModel(played) if wrapped else played
    with TemporaryDirectory() as folder:
        database = SqliteDb(db_file=f"{folder}/agno.db")
        agent = Agent(
            model=model, tools=list(TOOLS), db=database, add_history_to_context=True, telemetry=False, **settings
        )
        agent.num_history_runs = QUESTIONS
        for number in range(QUESTIONS):
            agent.run(f"Question {number}: what is open?", session_id="s")
    sent = [*played.requests, *summarizer.requests]
    kept = set(_ORDER.findall(text_of(played.requests[-1])))
    return Work(len(played.requests), len(summarizer.requests), sum(map(tokens_of, sent)), len(kept))


def text_of(asked: SentRequest) -> str:
    """All that a request says, agno's summaries in the place of what they stand for."""
    return "\n".join(str(message.compressed_content or message.content) for message in asked.messages)


def tokens_of(asked: SentRequest) -> int:
    """What a request's messages and tools come to, agno's summaries in the place of what they stand for."""
    rows = list(map(AgnoReader(compress_tool_results=True).row, asked.messages))
    return count_conversation(rows, "gpt-4o", asked.tools).value


def folding(summarizer: Model, **counting: Any) -> Compaction:
    """Agno's compaction, at a size that is reached after a few questions."""
    return Compaction(model=summarizer, compact_at_tokens=40_000, uncompacted_runs=2, **counting)


SETTINGS: dict[str, Callable[[Model], dict[str, Any]]] = {
    "none of them": lambda _: {},
    "`compress_tool_results=True`": lambda summarizer: {
        "compress_tool_results": True,
        "compression_manager": CompressionManager(model=summarizer),
    },
    "`HeadroomCompressionManager()`": lambda _: {"compression_manager": HeadroomCompressionManager()},
    "`offload_tool_results=True`": lambda _: {"offload_tool_results": True},
    "`Compaction(...)`": lambda summarizer: {"compaction": folding(summarizer)},
    "`Compaction(token_counter=sent_tokens)`": lambda summarizer: {
        "compaction": folding(summarizer, token_counter=sent_tokens)
    },
}


def main() -> None:
    """Print the table of the page."""
    logging.disable()
    # Agno's own estimate would fetch a vocabulary; without one it goes by characters.
    agno.utils.tokens._get_tiktoken_encoding = lambda model_id: None
    print("| Agno's features | Headroom | calls | of these for summaries | tokens sent | orders in the last prompt |")
    print("|---|---|---|---|---|---|")
    for name, made in SETTINGS.items():
        for wrapped in (False, True):
            if wrapped or "sent_tokens" not in name:
                summarizer = FakeModel(lambda _: SUMMARY)
                done = work(wrapped=wrapped, summarizer=summarizer, **made(summarizer))
                figures = [done.calls + done.summaries, done.summaries, f"{done.tokens:,}", done.orders]
                print("|", " | ".join(map(str, [name, "yes" if wrapped else "no", *figures])), "|")


if __name__ == "__main__":
    main()
