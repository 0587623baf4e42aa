"""Breakpoints for Claude's prompt cache, over the wire: its SDK against a server that holds requests to its rules."""

import json
import logging
from copy import deepcopy

import pytest
from agno.models.anthropic import Claude
from agno.models.message import Message
from tests.agno.caching.claude_requests import (
    AUTO,
    HOUR,
    MINUTES,
    RULES,
    added_to,
    ask,
    breakpoints,
    count_open,
    count_orders,
    end,
    get_total,
    look_up,
    size,
    talk,
)
from tests.agno.retrieving import LOSSLESS
from tests.provider_stub import ANSWER

from headroom import HeadroomConfig, ModelPrice
from headroom.integrations.agno import HeadroomAgnoModel, breakpoint_marking

TOO_MANY = [{"type": "text", "text": RULES, "cache_control": MINUTES}] * 5


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (TOO_MANY, "maximum of 4 blocks"),
        ([{"type": "text", "text": " ", "cache_control": MINUTES}], "empty text"),
        ([{"type": "text", "text": RULES, "cache_control": {**HOUR, "ttl": "2h"}}], "'5m' or '1h'"),
        ([TOO_MANY[0], {**TOO_MANY[0], "cache_control": HOUR}], "must not come after"),
        ([{"type": "thinking", "thinking": "Hm.", "signature": "s", "cache_control": MINUTES}], "thinking"),
    ],
    ids=["too many", "empty", "ttl", "order", "thinking"],
)
def test_the_server_refuses_what_the_provider_refuses(stub, claude, content, refusal):
    """So that a request of Headroom's that it takes is right. What the user has asked for is not mended."""
    for model in (claude, HeadroomAgnoModel(claude, AUTO)):
        with pytest.raises(Exception, match=refusal):
            ask(model, [Message(role="user", content=deepcopy(content)), *talk(RULES, "Fine.", RULES)[1:]])
    assert stub.bodies == []


async def test_a_request_reads_what_the_one_before_has_written(stub, claude, agent_of, play, mode):
    agent = agent_of(claude)
    output, _ = await play(agent, "How are we?", mode)
    first, second = (metrics.reported for metrics in agent.model.metrics_history)

    assert output.content == ANSWER
    assert dict(breakpoints(stub.bodies[0])) == dict.fromkeys(["tools.3", "system.0", "messages.0.content.0"], MINUTES)
    assert set(dict(breakpoints(stub.bodies[1]))) == {*dict(breakpoints(stub.bodies[0])), end(stub.bodies[1])}
    assert first.cache_read == first.uncached == second.uncached == 0 < first.cache_write
    assert second.cache_read == first.cache_write
    assert output.metrics.cache_read_tokens == second.cache_read


async def test_another_conversation_reads_the_tools_and_the_system_prompt(stub, claude, agent_of, play, mode):
    agent = agent_of(claude)
    for text in ("How are we?", "And how are you?"):
        await play(agent, text, mode)
    third = agent.model.metrics_history[2].reported
    assert third.cache_read > size(RULES) > 10 * third.cache_write > 0


@pytest.mark.parametrize(
    ("settings", "added"),
    [
        ({}, ["tools.3", "system.0", "messages.0.content.0", "end"]),
        ({"cache_system_prompt": True}, ["tools.3", "messages.0.content.0", "end"]),
        ({"cache_system_prompt": True, "extended_cache_time": True}, ["messages.0.content.0", "end"]),
        ({"request_params": {"cache_control": MINUTES}}, ["tools.3", "system.0", "messages.0.content.0"]),
        ({"request_params": {"cache_control": HOUR}}, []),
        ({"request_params": {"extra_body": {"cache_control": HOUR}}}, []),
        ({"request_params": {"extra_body": {"system": RULES}}}, []),
    ],
    ids=json.dumps,
)
async def test_bodies_are_those_of_the_model_as_it_is_but_for_marks(
    stub, claude, agent_of, play, mode, calls, settings, added
):
    vars(claude).update(settings)
    calls("count_orders", "get_total")
    for config in (None, AUTO):
        agent = agent_of(claude, config, tools=[count_orders, count_open, get_total, look_up])
        await play(agent, "How are we?", mode)

    half = len(stub.bodies) // 2
    for plain, marked in zip(stub.bodies[:half], stub.bodies[half:], strict=True):
        both = added_to(plain, marked)
    assert both == sorted(added)


@pytest.mark.skipif(not hasattr(Claude, "system_prompt_blocks"), reason="agno 2.1: Claude has no such blocks")
@pytest.mark.parametrize(
    ("blocks", "added"),
    [
        ([("Be brief.", True, None)], ["tools.3", "messages.0.content.0", "end"]),
        ([("Be brief.", True, "1h")], ["messages.0.content.0", "end"]),
        ([("Be brief.", True, None), ("It is noon.", False, None)], ["tools.3"]),
        ([("Be brief.", True, "1h"), ("It is noon.", False, None)], []),
    ],
    ids=json.dumps,
)
async def test_blocks_of_the_system_prompt_keep_their_marks(stub, claude, agent_of, play, mode, blocks, added):
    """What the user does not want to be cached changes: nothing behind it is marked."""
    from agno.models.anthropic.claude import SystemPromptBlock

    claude.system_prompt_blocks = [SystemPromptBlock(text=text, cache=cache, ttl=ttl) for text, cache, ttl in blocks]
    for config in (LOSSLESS, AUTO):
        await play(agent_of(claude, config), "How are we?", mode)

    assert added_to(stub.bodies[1], stub.bodies[3]) == sorted(added)


def test_marks_in_the_users_words_stay_where_they_are(stub, claude, agent_of):
    content = [
        {"type": "text", "text": RULES, "cache_control": HOUR},
        {"type": "text", "text": "How are we?", "cache_control": MINUTES},
    ]
    kept = deepcopy(content)
    agent_of(claude).run(Message(role="user", content=content))

    own = {"messages.0.content.0": HOUR, "messages.0.content.1": MINUTES}
    assert dict(breakpoints(stub.bodies[0])) == own
    assert dict(breakpoints(stub.bodies[1])) == {**own, end(stub.bodies[1]): MINUTES}
    assert content == kept


async def test_a_turn_of_many_results_is_read_too(stub, claude, agent_of, play, mode, calls):
    """The provider looks back 20 blocks from a breakpoint, and two stand behind each call."""
    calls(*["count_orders"] * 30)
    agent = agent_of(claude, tools=[count_orders], num_history_runs=3, add_history_to_context=True)
    await play(agent, "How are we?", mode)
    first, second = (metrics.reported for metrics in agent.model.metrics_history)
    assert second.cache_read == first.cache_write


def test_what_is_asked_once_is_not_marked(stub, claude, agent_of):
    agent = agent_of(claude, tools=[])
    agent.run("How are we?")
    assert dict(breakpoints(stub.bodies[0])) == {}
    assert agent.model.metrics_history[0].caching == "reported"
    assert agent.model.metrics_history[0].projected.cache_write == 0


def test_a_conversation_is_marked_from_its_second_request_on(stub, claude):
    model = HeadroomAgnoModel(claude, AUTO)
    asked = talk(RULES, "Fine.", RULES, "Good.", RULES)
    for stop in (1, 3, 5):
        ask(model, asked[:stop])

    assert [len(dict(breakpoints(body))) for body in stub.bodies] == [0, 2, 2]
    assert [(metrics.projected.cache_read > 0) for metrics in model.metrics_history] == [False, False, True]
    assert [(metrics.reported.cache_read > 0) for metrics in model.metrics_history] == [False, False, True]


def test_what_is_too_short_is_not_marked(stub, claude, agent_of):
    agent_of(claude, instructions="Be brief.", tools=[count_orders]).run("How are we?")
    assert [dict(breakpoints(body)) for body in stub.bodies] == [{}, {}]


def test_marks_begin_where_the_prompt_is_long_enough(stub, claude, agent_of):
    agent_of(claude, instructions="Be brief.", tools=[count_orders]).run(RULES)
    assert dict(breakpoints(stub.bodies[0])) == {"messages.0.content.0": MINUTES}


@pytest.mark.parametrize("mode", ["audit", "simulate"])
def test_modes_that_send_the_original_mark_nothing(stub, claude, agent_of, mode):
    agent_of(claude, HeadroomConfig(default_mode=mode, cache_breakpoints="auto")).run("How are we?")
    assert [dict(breakpoints(body)) for body in stub.bodies] == [{}, {}]


def test_off_marks_nothing(stub, claude, agent_of):
    agent_of(claude, HeadroomConfig()).run("How are we?")
    assert [dict(breakpoints(body)) for body in stub.bodies] == [{}, {}]


def test_other_providers_are_sent_no_marks(stub, openai, agent_of):
    agent_of(openai).run("How are we?")
    assert "cache_control" not in json.dumps(stub.bodies)


def test_models_without_a_known_cache_are_not_marked_which_is_said_once(stub, claude, agent_of, caplog):
    claude.id = "claude-nobody-knows-9"
    breakpoint_marking._say_once.cache_clear()
    with caplog.at_level(logging.WARNING, "headroom"):
        agent_of(claude).run("How are we?")
    assert [dict(breakpoints(body)) for body in stub.bodies] == [{}, {}]
    assert sum("'claude-nobody-knows-9'" in record.getMessage() for record in caplog.records) == 1


@pytest.mark.parametrize("automatic", [True, False])
def test_a_price_of_ones_own_says_whether_the_cache_is_asked(stub, claude, agent_of, automatic):
    claude.id = "claude-nobody-knows-9"
    price = ModelPrice(3.0, cache_read=0.3, cache_write=3.75, automatic=automatic)
    config = HeadroomConfig(cache_breakpoints="auto", model_prices={claude.id: price})
    agent_of(claude, config).run("How are we?")
    assert bool(dict(breakpoints(stub.bodies[0]))) != automatic


def test_a_retry_is_the_same_to_the_byte(stub, claude):
    model, asked = HeadroomAgnoModel(claude, AUTO), talk(RULES, "Fine.", RULES)
    ask(model, asked)
    ask(model, asked)
    assert json.dumps(stub.bodies[0]) == json.dumps(stub.bodies[1])


@pytest.mark.skipif("temporary" not in Message.model_fields, reason="this agno retries without a message of its own")
def test_words_that_are_not_sent_again_are_not_marked(stub, claude):
    model, asked = HeadroomAgnoModel(claude, AUTO), talk(RULES, "Fine.", RULES)
    ask(model, [*asked, Message(role="user", content="Call the tools right.", temporary=True)])
    assert set(dict(breakpoints(stub.bodies[0]))) == {"messages.0.content.0", "messages.2.content.0"}


@pytest.mark.skipif(not hasattr(Claude, "trailing_user_message_content"), reason="this agno adds no words of its own")
def test_words_that_agno_adds_at_the_end_are_not_marked(stub, claude):
    ask(HeadroomAgnoModel(claude, AUTO), talk(RULES, "Fine.", RULES, "As I said,"))
    assert stub.bodies[0]["messages"][-1]["content"][0]["text"] == "continue"
    assert set(dict(breakpoints(stub.bodies[0]))) == {"messages.0.content.0", "messages.2.content.0"}


async def test_agno_stores_no_marks(stub, claude, agent_of, play, mode):
    output, _ = await play(agent_of(claude), "How are we?", mode)
    assert "cache_control" in json.dumps(stub.bodies)
    assert "cache_control" not in json.dumps(output.to_dict())


def test_agnos_own_calls_are_not_marked_unless_included(stub, claude, tools):
    from agno.db.in_memory import InMemoryDb
    from agno.memory import MemoryManager

    for include in ((), ("memory",)):
        stub.bodies.clear()
        model = HeadroomAgnoModel(claude, AUTO, include=include)
        manager = MemoryManager(model=model, db=InMemoryDb(), additional_instructions=RULES)
        manager.create_user_memories("I like tea.", user_id="u")
        assert bool(dict(breakpoints(stub.bodies[0]))) == bool(include)
