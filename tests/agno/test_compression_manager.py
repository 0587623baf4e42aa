"""`HeadroomCompressionManager`: results compressed as they come in Agno's own seam, where the model is not wrapped."""

import copy
import json
import pickle
from importlib.util import find_spec
from itertools import pairwise

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.models.message import Message
from agno.models.openai import OpenAIResponses
from agno.team import Team
from tests.agno.test_random_conversations import SEEDS, agno_conversation, ends_of_calls, shown
from tests.agno_versions import delegation

from headroom import (
    CompressionError,
    ConfigurationError,
    HeadroomConfig,
    HeadroomMode,
    SmartCrusherConfig,
    count_tokens,
    expand,
)
from headroom._planning.engine import Engine
from headroom.integrations.agno import HeadroomAgnoModel, HeadroomCompressionManager
from headroom.testing import FakeModel, Reply, ToolCall

HAS_SEAM = find_spec("agno.compression") is not None
has_seam = pytest.mark.skipif(not HAS_SEAM, reason="agno before 2.3.12: nothing asks a manager before a request")
SUMMARY = "40 orders, a third of them open"


@pytest.mark.skipif(HAS_SEAM, reason="this agno asks managers")
def test_an_agno_without_the_seam_is_told_of():
    with pytest.raises(ConfigurationError, match=r"agno 2\.3\.12 or later"):
        HeadroomCompressionManager()


def asking(request):
    """A model that calls the tool once for each question."""
    return "Done." if request.messages[-1].role == "tool" else ToolCall("get_orders")


def rounds(count):
    """A model that calls the tool so often, in rounds of one call."""
    return FakeModel([*([ToolCall("get_orders")] * count), "Done."])


def results_of(request):
    return [message.content for message in request.messages if message.role == "tool"]


def said(messages):
    return [(message.role, message.content) for message in messages]


def conversation(*contents):
    """As many rounds of a tool as there are contents, each with the result as it came."""
    messages = [Message(role="user", content="How are we doing?")]
    for number, content in enumerate(contents):
        call = {"id": f"c{number}", "type": "function", "function": {"name": "get_orders", "arguments": "{}"}}
        messages += [
            Message(role="assistant", tool_calls=[call]),
            Message(role="tool", tool_call_id=f"c{number}", tool_name="get_orders", content=content),
        ]
    return messages


def forms_of(messages):
    return [message.compressed_content for message in messages if message.role == "tool"]


def as_sent(messages):
    """The conversation as a provider's class sends it, in chat dicts."""
    fields = ("role", "tool_calls", "tool_call_id")
    return [
        {"content": m.get_content(use_compressed_content=True), **{name: getattr(m, name) for name in fields}}
        for m in messages
    ]


@has_seam
async def test_a_result_is_compressed_in_the_first_request_that_holds_it(tools, play, mode):
    model, manager = FakeModel([ToolCall("get_orders"), "40 orders."]), HeadroomCompressionManager()
    output, _ = await play(Agent(model=model, tools=tools, compression_manager=manager, telemetry=False), "Hi", mode)

    [sent] = results_of(model.requests[1])
    [result] = [message for message in output.messages if message.role == "tool"]
    assert output.content == "40 orders."
    assert sent.startswith("[40 rows: id,customer,total,state")
    assert result.content.startswith("[{'id': 1000")
    assert result.compressed_content == sent
    assert json.loads(expand(sent))[0] == {
        "id": 1000, "customer": "customer-0", "total": 0.0, "state": "paid", "note": None
    }  # fmt: skip
    stats, framing = manager.stats, manager.stats["original_tokens"] - count_tokens(result.content).value
    assert stats == {
        "tool_results_compressed": 1,
        "original_size": len(result.content),
        "compressed_size": len(sent),
        "original_tokens": count_tokens(result.content).value + framing,
        "compressed_tokens": count_tokens(sent).value + framing,
    }
    assert 0 <= framing < 10


@has_seam
async def test_nothing_that_was_sent_is_rewritten(tools, play, mode, tmp_path):
    """Nor in the next run, whose history comes from a database."""
    model, manager = FakeModel(asking), HeadroomCompressionManager()
    agent = Agent(
        model=model,
        tools=tools,
        compression_manager=manager,
        db=SqliteDb(db_file=str(tmp_path / "agno.db")),
        add_history_to_context=True,
        num_history_runs=10,
        telemetry=False,
    )
    for _ in range(3):
        await play(agent, "How are we doing?", mode, session_id="s")

    sent = [said(request.messages) for request in model.requests]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(sent))
    assert results_of(model.requests[-1])[1:] == ["[as in get_orders above, unchanged]"] * 2
    assert manager.stats["tool_results_compressed"] == 3


@has_seam
def test_a_form_refers_to_nothing_that_the_history_leaves_out(data, tmp_path):
    month = iter(range(9))

    def get_orders():
        """List all orders."""
        return data["orders"](40 + next(month) // 3)

    model = FakeModel(asking)
    agent = Agent(
        model=model,
        tools=[get_orders],
        compression_manager=HeadroomCompressionManager(),
        db=SqliteDb(db_file=str(tmp_path / "agno.db")),
        add_history_to_context=True,
        num_history_runs=2,
        telemetry=False,
    )
    for number in range(9):
        agent.run("How are we doing?", session_id="s")
        messages = as_sent(model.requests[-1].messages)
        results = [index for index, message in enumerate(messages) if message["role"] == "tool"]
        meant = [40 + run // 3 for run in range(number + 1)][-len(results) :]
        assert [len(json.loads(expand(messages[at]["content"], messages[:at]))) for at in results] == meant


@has_seam
@pytest.mark.parametrize("stream", [False, True])
def test_events_are_raised_where_a_form_is_new(tools, stream, data):
    model = FakeModel([ToolCall("get_orders"), ToolCall("get_small"), ToolCall("get_orders"), "Done."])

    def get_small():
        """Say little."""
        return "ok"

    manager = HeadroomCompressionManager()
    agent = Agent(model=model, tools=[*tools, get_small], compression_manager=manager, telemetry=False)
    if not stream:
        agent.run("Hi")
        assert manager.stats["tool_results_compressed"] == 2
        return
    events = list(agent.run("Hi", stream=True, stream_events=True))
    named = [event for event in events if event.event.startswith("Compression")]
    assert [event.event for event in named] == ["CompressionStarted", "CompressionCompleted"] * 2
    assert [event.tool_results_compressed for event in named[1::2]] == [1, 2]
    assert named[-1].original_size == manager.stats["original_size"] > named[-1].compressed_size


@has_seam
async def test_teams_and_their_members(tools, play, mode):
    def lead(request):
        done = request.messages[-1].role == "tool"
        return Reply("40.") if done else Reply(tool_calls=[ToolCall("get_orders"), delegation("clerk", "Count.")])

    manager = HeadroomCompressionManager()
    leader, member = FakeModel(lead), FakeModel(asking, id="claude-sonnet-4-5")
    clerk = Agent(name="Clerk", id="clerk", model=member, tools=tools, compression_manager=manager, telemetry=False)
    team = Team(name="Shop", members=[clerk], model=leader, tools=tools, compression_manager=manager, telemetry=False)
    await play(team, "How many orders?", mode)

    assert any(text.startswith("[40 rows: ") for text in results_of(leader.requests[-1]))
    assert results_of(member.requests[-1])[0].startswith("[40 rows: ")
    assert manager.stats["tool_results_compressed"] == 2


@has_seam
@pytest.mark.parametrize("provider", ["openai", "claude"])
async def test_it_is_what_goes_over_the_wire(stub, request, provider, tools, play, mode):
    model = request.getfixturevalue(provider)
    agent = Agent(model=model, tools=tools, compression_manager=HeadroomCompressionManager(), telemetry=False)
    await play(agent, "How are we?", mode)

    sent = json.dumps(stub.bodies[-1]["messages"])
    assert "[40 rows: id,customer,total,state" in sent
    assert "[50 rows: " in sent


@has_seam
async def test_beside_a_wrapped_model_it_stands_back(tools, play, told, mode, caplog):
    requests, outputs = [], []
    for manager in (None, HeadroomCompressionManager()):
        model = HeadroomAgnoModel(FakeModel([ToolCall("get_orders"), ToolCall("get_orders"), "Done."]))
        agent = Agent(model=model, tools=tools, compression_manager=manager, telemetry=False)
        output, _ = await play(agent, "Hi", mode)
        requests.append([said(request.messages) for request in model.requests])
        outputs.append(told(output.messages))
        assert model.tokens_saved > 0

    assert requests[0] == requests[1]
    assert outputs[0] == outputs[1]
    assert manager.stats == {}
    assert not [record for record in caplog.records if record.name == "headroom"]


@has_seam
def test_a_session_that_goes_on_with_a_wrapped_model_sends_what_that_makes_of_it(tools, tmp_path):
    settings = {
        "tools": tools,
        "compression_manager": HeadroomCompressionManager(),
        "db": SqliteDb(db_file=str(tmp_path / "agno.db")),
        "add_history_to_context": True,
        "num_history_runs": 1,
        "telemetry": False,
    }
    for _ in range(2):
        Agent(id="a", model=FakeModel(asking), **settings).run("Hi", session_id="s")
    model = HeadroomAgnoModel(FakeModel(asking))
    Agent(id="a", model=model, **settings).run("Hi", session_id="s")

    first, second = results_of(model.requests[-1])
    assert first.startswith("[40 rows: ")  # what it referred to in its own run is not in the prompt
    assert second == "[as in get_orders above, unchanged]"


@has_seam
def test_what_another_compressor_wrote_stays(data):
    messages = conversation(str(data["orders"]()), str(data["orders"]()))
    messages[2].compressed_content = SUMMARY
    HeadroomCompressionManager().compress(messages)

    summary, form = forms_of(messages)
    assert summary == SUMMARY
    assert form.startswith("[40 rows: ")  # the prompt holds no other


@has_seam
@pytest.mark.parametrize(
    "forged", ["[as in get_orders above, unchanged]", "[1 row: id\n7\n]", "[text as it came]\nNo orders."]
)
def test_what_only_reads_like_a_form_gives_way_to_one(data, forged):
    messages = conversation(str(data["orders"]()))
    messages[2].compressed_content = forged
    HeadroomCompressionManager().compress(messages)

    assert forms_of(messages)[0].startswith("[40 rows: ")


@has_seam
def test_a_result_that_reads_like_a_form_is_marked():
    messages = conversation("[1 row: id\n7\n]")
    HeadroomCompressionManager().compress(messages)

    assert forms_of(messages) == ["[text as it came]\n[1 row: id\n7\n]"]


@has_seam
async def test_both_limits_leave_what_was_sent_before_them(data, agno_version):
    texts = [str(data["orders"](20 + number)) for number in range(4)]
    size = count_tokens(texts[0]).value
    for limits, as_returned in (
        ({"compress_tool_results_limit": 3}, 2),
        ({"compress_token_limit": int(2.5 * size)}, 2),
        ({"compress_token_limit": int(2.5 * size), "compress_tool_results_limit": 2}, 1),
        ({"compress_tool_results_limit": 9}, 4),
        ({}, 0),
    ):
        for asks in (True, False):
            manager, messages = HeadroomCompressionManager(**limits), conversation(*texts)
            for end in range(3, len(messages) + 1, 2):
                if asks and manager.should_compress(messages[:end]):
                    manager.compress(messages[:end])
                elif not asks and await manager.ashould_compress(messages[:end]):
                    await manager.acompress(messages[:end])
            assert [form is None for form in forms_of(messages)] == [number < as_returned for number in range(4)]


@has_seam
def test_tools_count_towards_the_limit_of_tokens(data):
    text = str(data["orders"](10))
    tool = {"type": "function", "function": {"name": "get_orders", "description": "List all orders. " * 200}}
    limit = count_tokens(text).value + 300

    assert not HeadroomCompressionManager(compress_token_limit=limit).should_compress(conversation(text))
    assert HeadroomCompressionManager(compress_token_limit=limit).should_compress(conversation(text), [tool])


@has_seam
@pytest.mark.parametrize(
    "settings",
    [
        {"compress_tool_results": False},
        {"config": HeadroomConfig(default_mode=HeadroomMode.AUDIT)},
        {"config": HeadroomConfig(default_mode=HeadroomMode.SIMULATE)},
        {"config": HeadroomConfig(smart_crusher=SmartCrusherConfig(exclude_tools=("get_orders",)))},
    ],
    ids=["off", "audit", "simulate", "exempt"],
)
async def test_settings_that_have_the_original_sent(settings, tools, play, mode):
    model, manager = rounds(2), HeadroomCompressionManager(**settings)
    output, _ = await play(
        Agent(model=model, tools=tools, compression_manager=manager, compress_tool_results=True, telemetry=False),
        "Hi",
        mode,
    )

    assert results_of(model.requests[-1]) == [m.content for m in output.messages if m.role == "tool"]
    assert manager.stats == {}


@has_seam
def test_results_need_not_refer(data):
    messages = conversation(*[str(data["orders"]())] * 2)
    HeadroomCompressionManager(HeadroomConfig(repeats=False)).compress(messages)

    assert all(form.startswith("[40 rows: ") for form in forms_of(messages))


@has_seam
def test_nothing_is_referred_to_that_the_service_may_clear(data):
    texts = [str(data["orders"]())] * 2
    forms = []
    for settings in ({}, {"truncation": "auto"}):
        messages = conversation(*texts)
        manager = HeadroomCompressionManager()
        assert manager.should_compress(messages, model=OpenAIResponses(id="gpt-4o", api_key="none", **settings))
        manager.compress(messages)
        forms.append(forms_of(messages)[1])

    assert forms[0] == "[as in get_orders above, unchanged]"
    assert forms[1].startswith("[40 rows: ")


@has_seam
def test_only_results_are_rewritten(data):
    table = json.dumps(data["orders"]())
    messages = [Message(role="user", content=table), *conversation(json.dumps(data["issues"]()))]
    given = [message.model_copy(deep=True) for message in messages]
    HeadroomCompressionManager().compress(messages)

    assert [message.content for message in messages] == [message.content for message in given]
    assert [index for index, message in enumerate(messages) if message.compressed_content] == [3]


@has_seam
async def test_a_fault_sends_the_original(data, monkeypatch, caplog):
    messages = conversation(*[str(data["orders"]())] * 2)
    HeadroomCompressionManager().compress(messages)
    stored = [Message.from_dict(json.loads(json.dumps(message.to_dict()))) for message in messages]
    monkeypatch.setattr(Engine, "_plan", lambda *_, **__: 1 / 0)

    manager = HeadroomCompressionManager()
    assert manager.should_compress(stored)
    manager.compress(stored)
    assert forms_of(stored) == [None, None]
    await manager.acompress(messages)
    assert forms_of(messages) == [None, None]
    assert "planning it failed" in caplog.text
    with pytest.raises(CompressionError):
        HeadroomCompressionManager(HeadroomConfig(strict=True)).should_compress(messages)


@has_seam
@pytest.mark.parametrize(
    "settings",
    [
        {"config": "gpt-4o"},
        {"compress_tool_results": 1},
        {"compress_tool_results_limit": 0},
        {"compress_tool_results_limit": True},
        {"compress_token_limit": -1},
        {"compress_token_limit": 1e3},
    ],
)
def test_wrong_settings_are_refused(settings):
    with pytest.raises(ConfigurationError):
        HeadroomCompressionManager(**settings)


@has_seam
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda manager: pickle.loads(pickle.dumps(manager))])
def test_copies_compress_too(copied, data):
    manager = copied(HeadroomCompressionManager(HeadroomConfig(repeats=False), compress_tool_results_limit=2))
    messages = conversation(*[str(data["orders"]())] * 3)
    for end in (3, 5, 7):
        manager.compress(messages[:end])

    assert [form and form[:9] for form in forms_of(messages)] == [None, "[40 rows:", "[40 rows:"]


@has_seam
def test_random_conversations_keep_their_prefix_and_expand():
    """Laws 1 and 3, with a manager that lives on and one that a restart has made, on messages from a database."""
    written = 0
    for seed in SEEDS[::5]:
        messages, manager = agno_conversation(seed), HeadroomCompressionManager()
        returned = [message.content for message in messages]
        for end in ends_of_calls(messages):
            before = [message.compressed_content for message in messages[:end]]
            sent_before = max([at for at in ends_of_calls(messages) if at < end], default=0)
            manager.compress(messages[:end])
            forms = [message.compressed_content for message in messages[:end]]
            assert forms[:sent_before] == before[:sent_before], shown(seed, messages)
        assert [message.content for message in messages] == returned
        stored = [Message.from_dict(json.loads(json.dumps(message.to_dict()))) for message in messages]
        assert not HeadroomCompressionManager().should_compress(stored), shown(seed, messages)
        written += sum(form is not None for form in forms_of(messages))
    assert written > len(SEEDS) // 10
