"""Structured output, media, reasoning, and agno's own ways of saving context."""

import re
from importlib.util import find_spec

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.media import Audio, File, Image
from agno.models.anthropic import Claude
from agno.models.openai import OpenAIChat
from agno.tools.function import ToolResult
from pydantic import BaseModel

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall

PIXEL = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


class Report(BaseModel):
    orders: int
    mood: str


@pytest.mark.parametrize("native", [True, False], ids=["native", "by JSON"])
async def test_structured_output(twins, play, mode, native):
    formats = []
    for agent in twins(steps=[ToolCall("get_orders"), '{"orders": 40, "mood": "fine"}'], output_schema=Report):
        agent.model.supports_native_structured_outputs = native
        agent.use_json_mode = not native
        output, _ = await play(agent, "Report.", mode)
        assert output.content == Report(orders=40, mood="fine")
        formats.append([request.response_format for request in agent.model.requests])

    assert formats[0] == formats[1]


async def test_media_go_through(twins, play, told, mode):
    given = {
        "images": [Image(content=PIXEL)],
        "audio": [Audio(content=b"RIFF")],
        "files": [File(content=b"a,b\n1,2\n", mime_type="text/csv")],
    }
    outputs = []
    for agent in twins(steps=["Nice."]):
        output, _ = await play(agent, "What is this?", mode, **given)
        outputs.append(told(output.messages))
        sent = agent.model.requests[0].messages[0]
        assert [image.content for image in sent.images] == [PIXEL]
        assert [audio.content for audio in sent.audio] == [b"RIFF"]
        assert len(sent.files) == 1

    assert [message["content"] for message in outputs[0]] == [message["content"] for message in outputs[1]]


async def test_images_a_tool_made_reach_the_model(twins, play, mode):
    def draw() -> ToolResult:
        """Draw a picture."""
        return ToolResult(content="drawn", images=[Image(id="i", content=PIXEL)])

    for agent in twins(steps=[ToolCall("draw"), "A pixel."], tools=[draw]):
        await play(agent, "Draw.", mode)
        sent = agent.model.requests[1].messages

        assert [message.role for message in sent[-2:]] == ["tool", "user"]
        assert [image.content for image in sent[-1].images] == [PIXEL]


def test_an_image_counts(data):
    model = HeadroomAgnoModel(FakeModel(["ok", "ok"]))
    Agent(model=model, telemetry=False).run("What is this?")
    Agent(model=model, telemetry=False).run("What is this?", images=[Image(content=PIXEL)])
    without, with_image = model.metrics_history

    assert with_image.tokens_before > without.tokens_before + 100


@pytest.mark.parametrize("model_id", ["o3-mini", "o4-mini", "gpt-4o"])
def test_native_reasoning_is_detected_alike(model_id):
    from agno.reasoning.openai import is_openai_reasoning_model

    chat = OpenAIChat(id=model_id)

    assert is_openai_reasoning_model(HeadroomAgnoModel(chat)) == is_openai_reasoning_model(chat)


@pytest.mark.skipif(find_spec("agno.reasoning.anthropic") is None, reason="agno 2.1: Claude does not reason natively")
def test_claudes_reasoning_is_detected_alike():
    from agno.reasoning.anthropic import is_anthropic_reasoning_model

    thinking = Claude(id="claude-sonnet-4-5", thinking={"type": "enabled", "budget_tokens": 1024})

    assert is_anthropic_reasoning_model(thinking)
    assert is_anthropic_reasoning_model(HeadroomAgnoModel(thinking))


async def test_reasoning_tools_work(twins, play, told, mode):
    from agno.tools.reasoning import ReasoningTools

    steps = [
        ToolCall("think", {"title": "Plan", "thought": "Look at the orders."}),
        ToolCall("get_orders"),
        "40 orders.",
    ]
    outputs = []
    for agent in twins(steps=steps):
        agent.tools = [*agent.tools, ReasoningTools()]
        output, _ = await play(agent, "How many?", mode)
        outputs.append(told(output.messages))

    assert outputs[0] == outputs[1]


@pytest.mark.skipif(find_spec("agno.compression") is None, reason="agno 2.1: no compression of its own")
async def test_agnos_own_compression_lives_beside(twins, play, told, mode):
    """Agno replaces results in hindsight by what a model made of them; Headroom leaves those alone."""
    from agno.compression.manager import CompressionManager

    outputs = []
    for agent in twins(steps=[ToolCall("get_orders"), ToolCall("get_logs"), "All fine."]):
        summarizer = FakeModel(lambda _: "40 orders, a third of them open")
        agent.compression_manager = CompressionManager(model=summarizer, compress_tool_results_limit=1)
        agent.compress_tool_results = True
        output, _ = await play(agent, "How are we doing?", mode)
        outputs.append(told(output.messages))

    assert outputs[0] == outputs[1]
    assert outputs[1][2]["compressed_content"] == "40 orders, a third of them open"


@pytest.mark.skipif(find_spec("agno.offload") is None, reason="agno 2: no offloading of tool results")
async def test_agnos_offloading_lives_beside(twins, play, told, mode, tmp_path, data):
    """Agno puts a very large result away and sends an envelope; Headroom leaves envelopes and pages alone."""

    def get_archive() -> list:
        """List every order there ever was."""
        return data["orders"](400)

    sent = []
    for number, agent in enumerate(twins(steps=[ToolCall("get_archive"), "Many."], tools=[get_archive])):
        agent.db = SqliteDb(db_file=str(tmp_path / f"{number}.db"))
        agent.offload_tool_results = True
        await play(agent, "How many?", mode, session_id="s")
        sent.append(agent.model.requests[1].messages[-1].content)

    assert sent[1].startswith('<result id="')
    assert _without_ids(sent[1]) == _without_ids(sent[0])


def _without_ids(envelope):
    return re.sub("res_[0-9a-f]+", "res", envelope)


@pytest.mark.skipif(find_spec("agno.compaction") is None, reason="agno before 3.1: no compaction")
async def test_agnos_compaction_lives_beside(tools, play, mode, tmp_path, monkeypatch):
    """Agno replaces old turns by a summary, for one call at a time; Headroom sends the summary as it is."""
    from agno.compaction import Compaction

    # Agno's own estimate would fetch a vocabulary.
    monkeypatch.setattr("agno.utils.tokens._get_tiktoken_encoding", lambda model_id: None)
    summary = 'They counted orders: {"paid":  14,  "open":  13}'
    model = HeadroomAgnoModel(FakeModel([ToolCall("get_orders"), "One.", ToolCall("get_orders"), "Two.", "Three."]))
    agent = Agent(
        model=model,
        tools=tools,
        db=SqliteDb(db_file=str(tmp_path / "agno.db")),
        compaction=Compaction(
            model=FakeModel(lambda _: summary), compact_at_tokens=2000, uncompacted_runs=1, use_model_token_count=True
        ),
        add_history_to_context=True,
        telemetry=False,
    )
    for question in ("First?", "Second?", "Third?"):
        output, _ = await play(agent, question, mode, session_id="s")

    assert output.content == "Three."
    sent = model.requests[-1].texts
    assert f"Summary of earlier conversation (compacted):\n\n{summary}" in sent[0]
    assert "First?" not in sent
    assert len(agent.get_session(session_id="s").runs) == 3


async def test_tokens_are_counted_offline(data):
    from agno.models.message import Message

    model = HeadroomAgnoModel(OpenAIChat(id="gpt-4o"))
    short, long = [Message(role="user", content="Hi")], [Message(role="user", content=str(data["orders"]()))]
    tool = {"type": "function", "function": {"name": "get_orders", "parameters": {"type": "object", "properties": {}}}}

    assert 0 < model.count_tokens(short) < 20 < model.count_tokens(long)
    assert model.count_tokens(short, tools=[tool]) > model.count_tokens(short)
    assert model.count_tokens(short, output_schema=Report) > model.count_tokens(short)
    assert await model.acount_tokens(long) == model.count_tokens(long)
