"""Agno's own ways to save context: what is sent is what counts, and what works against the wrapper is said once."""

import logging
from functools import partial
from importlib.util import find_spec

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.models.message import Message
from agno.team import Team
from agno.tools.function import Function
from tests.agno.retrieving import LOSSLESS

from headroom import HeadroomConfig, HeadroomMode, SmartCrusherConfig, ValidationError
from headroom._planning.engine import Engine
from headroom.integrations.agno import HeadroomAgnoModel, optimize_messages, sent_tokens
from headroom.integrations.agno.context_features import sent_tokens_are_counted
from headroom.testing import FakeModel, ToolCall

has_compression = pytest.mark.skipif(find_spec("agno.compression") is None, reason="agno 2.1: no compression")
has_offload = pytest.mark.skipif(find_spec("agno.offload") is None, reason="agno 2: no offloading of tool results")
has_compaction = pytest.mark.skipif(find_spec("agno.compaction") is None, reason="agno before 3.1: no compaction")
kinds = pytest.mark.parametrize("kind", [Agent, Team], ids=["agent", "team"])


def conversation(data):
    call = {"id": "c1", "type": "function", "function": {"name": "get_orders", "arguments": "{}"}}
    return [
        Message(role="user", content="Which are open?"),
        Message(role="assistant", tool_calls=[call]),
        Message(role="tool", tool_call_id="c1", tool_name="get_orders", content=str(data["orders"]())),
    ]


def asking(kind, model, tools, tmp_path, **settings):
    """An agent or a team with a database, as agno's features want one."""
    members = {"members": []} if kind is Team else {}
    database = SqliteDb(db_file=str(tmp_path / "agno.db"))
    return kind(model=model, tools=tools, db=database, telemetry=False, **members, **settings)


def warned(caplog, feature):
    return [record for record in caplog.records if record.name == "headroom" and feature in record.getMessage()]


def answer(request):
    return "Done." if request.messages[-1].role == "tool" else ToolCall("get_orders")


def test_what_is_sent_is_counted(data):
    messages = conversation(data)
    _, numbers = optimize_messages(messages)

    assert sent_tokens(messages) == numbers["tokens_after"] < numbers["tokens_before"]
    assert sent_tokens(messages, None) == sent_tokens(messages, [])
    assert sent_tokens([]) == optimize_messages([])[1]["tokens_after"]


def test_tools_count_too(data):
    def get_orders(month: str) -> list:
        """List all orders."""
        return [month]

    function = Function.from_callable(get_orders)
    messages, lossless = conversation(data), HeadroomAgnoModel(FakeModel(), LOSSLESS)

    as_function, as_dict = (
        sent_tokens(messages, [tool], model=lossless)
        for tool in (function, {"type": "function", "function": function.to_dict()})
    )
    assert sent_tokens(messages, [function]) > as_function == as_dict > sent_tokens(messages)


def test_the_model_decides_by_its_settings_and_vocabulary(data):
    messages = conversation(data)
    counts = {
        "default": sent_tokens(messages, model=HeadroomAgnoModel(FakeModel())),
        "as it is": sent_tokens(
            messages,
            model=HeadroomAgnoModel(FakeModel(), HeadroomConfig(smart_crusher=SmartCrusherConfig(enabled=False))),
        ),
        "simulate": sent_tokens(
            messages, model=HeadroomAgnoModel(FakeModel(), HeadroomConfig(default_mode=HeadroomMode.SIMULATE))
        ),
        "claude": sent_tokens(messages, model="claude-sonnet-4-5"),
    }

    assert counts["default"] == sent_tokens(messages) < counts["as it is"]
    assert counts["simulate"] == optimize_messages(messages)[1]["tokens_before"]
    assert counts["claude"] != counts["default"]


def test_counting_records_nothing(data):
    model = HeadroomAgnoModel(FakeModel(["ok"]))
    sent_tokens(conversation(data), model=model)
    assert model.get_savings_summary()["total_requests"] == 0

    model.response(conversation(data))
    assert model.metrics_history[0].cached_after == 0  # nothing of it was sent before


def test_a_conversation_that_cannot_be_planned_is_counted_as_it_stands(data, monkeypatch):
    messages = conversation(data)
    before = optimize_messages(messages)[1]["tokens_before"]
    monkeypatch.setattr(Engine, "_plan", lambda *_: 1 / 0)

    assert sent_tokens(messages) == before


@pytest.mark.parametrize("model", [FakeModel([]), None], ids=["not wrapped", "none"])
def test_what_sends_nothing_compressed_is_not_counted(data, model):
    with pytest.raises(ValidationError, match="model"):
        sent_tokens(conversation(data), model=model)


@has_compaction
@pytest.mark.parametrize("counter", ["sent_tokens", "its own"])
async def test_compaction_goes_by_what_is_sent(counter, tools, play, mode, tmp_path, monkeypatch, caplog):
    from agno.compaction import Compaction

    # Agno's own estimate would fetch a vocabulary.
    monkeypatch.setattr("agno.utils.tokens._get_tiktoken_encoding", lambda model_id: None)
    sent_tokens_are_counted.clear()  # other tests count so, too
    model, summarizer = HeadroomAgnoModel(FakeModel(answer)), HeadroomAgnoModel(FakeModel(lambda _: "Orders."))
    counting = {"token_counter": partial(sent_tokens, model=model)} if counter == "sent_tokens" else {}
    compaction = Compaction(model=summarizer, compact_at_tokens=3_000, uncompacted_runs=1, **counting)
    agent = asking(Agent, model, tools, tmp_path, compaction=compaction, add_history_to_context=True)
    for _ in range(5):
        await play(agent, "Which are open?", mode, session_id="s")

    folds = len(summarizer.requests)
    assert (folds == 0) == (counter == "sent_tokens")
    assert len(warned(caplog, "Compaction")) == (counter == "its own")
    # What agno asks for itself passes, and is in no account.
    assert summarizer.get_savings_summary()["total_requests"] == 0


@has_compression
@kinds
async def test_summaries_of_results_are_warned_of_once(kind, tools, play, mode, tmp_path, caplog):
    from agno.compression.manager import CompressionManager

    manager = CompressionManager(model=FakeModel(lambda _: "Orders."), compress_tool_results_limit=1)
    model = HeadroomAgnoModel(FakeModel(answer))
    agent = asking(kind, model, tools, tmp_path, compress_tool_results=True, compression_manager=manager)
    for _ in range(2):
        await play(agent, "Which are open?", mode)

    said = warned(caplog, "compress_tool_results")
    assert [record.levelno for record in said] == [logging.WARNING]
    assert "docs/agno-context.md" in said[0].getMessage()


@has_offload
@kinds
async def test_offloading_is_warned_of_once_for_each_model(kind, tools, play, mode, tmp_path, caplog):
    models = [HeadroomAgnoModel(FakeModel(answer)) for _ in range(2)]
    for model in (*models, models[0]):
        agent = asking(kind, model, tools, tmp_path, offload_tool_results=True)
        await play(agent, "Which are open?", mode)

    assert len(warned(caplog, "offload_tool_results")) == 2


async def test_nothing_is_said_where_nothing_is_wrong(twins, play, mode, caplog):
    _, agent = twins()
    await play(agent, "How are we doing?", mode)

    assert not [record for record in caplog.records if record.name == "headroom"]


@has_compression
def test_nothing_is_said_where_the_original_is_sent(tools, tmp_path, caplog):
    from agno.compression.manager import CompressionManager

    manager = CompressionManager(model=FakeModel(lambda _: "Orders."), compress_tool_results_limit=1)
    model = HeadroomAgnoModel(FakeModel(answer), HeadroomConfig(default_mode=HeadroomMode.AUDIT))
    asking(Agent, model, tools, tmp_path, compress_tool_results=True, compression_manager=manager).run("Hi")

    assert not warned(caplog, "compress_tool_results")
