"""Laws 1, 5, 6 and 8 over random conversations as agno holds them."""

import os
from random import Random

import pytest
from agno.models.message import Message
from agno.run.agent import RunOutput
from tests.laws.random_conversations import conversation

from headroom import HeadroomConfig, RollingWindowConfig
from headroom.integrations.agno import HeadroomAgnoModel, optimize_messages
from headroom.testing import FakeModel

COUNT = int(os.environ.get("HEADROOM_CONVERSATIONS") or 3000) // 10
FIRST_NEW = int(os.environ.get("HEADROOM_SEED") or COUNT // 2)
SEEDS = [*range(COUNT // 2), *range(FIRST_NEW, FIRST_NEW + COUNT // 2)]
FIELDS = ("role", "content", "name", "tool_call_id")


def agno_conversation(seed):
    """The conversation of a seed in OpenAI's shape, without what agno's messages cannot hold."""
    messages = [message for message in conversation(seed, ["openai"]) if isinstance(message.get("role"), str)]
    return [_message(message) for message in messages if not isinstance(message.get("content"), dict)]


def _message(given):
    calls = [
        call for call in given.get("tool_calls") or [] if isinstance(call, dict) and isinstance(call.get("id"), str)
    ]
    return Message(**{name: given.get(name) for name in FIELDS}, tool_calls=calls or None)


def ends_of_calls(messages):
    return [index for index, message in enumerate(messages) if message.role == "assistant"] + [len(messages)]


def small_window(seed, messages):
    rng = Random(f"window {seed}")
    limit = 20 + int(sum(len(str(message.content)) for message in messages) / 4 * rng.uniform(0.1, 0.8))
    window = RollingWindowConfig(keep_last_turns=rng.randint(1, 3), output_buffer_tokens=0)
    return HeadroomConfig(rolling_window=window, model_context_limits={"gpt-4o": limit})


def sent_for(messages, config=None):
    return optimize_messages(messages, config)[0]


def shown(seed, messages):
    return f"seed {seed}: {[message.model_dump(exclude_none=True) for message in messages]}"


@pytest.fixture(scope="module")
def conversations():
    return {seed: agno_conversation(seed) for seed in SEEDS}


def test_every_call_sends_what_was_sent_before(conversations):
    for seed, messages in conversations.items():
        whole = sent_for(messages)
        for end in ends_of_calls(messages):
            assert sent_for(messages[:end]) == whole[:end], shown(seed, messages)


def test_a_model_that_has_seen_the_conversation_grow_sends_the_same(conversations):
    for seed, messages in conversations.items():
        ends = ends_of_calls(messages)
        inner = FakeModel(["ok"] * len(ends))
        model = HeadroomAgnoModel(inner)
        for end in ends:
            model.invoke(messages=messages[:end], run_response=RunOutput(run_id="r"))
        fresh = FakeModel(["ok"])
        HeadroomAgnoModel(fresh).invoke(messages=list(messages), run_response=RunOutput(run_id="r"))
        assert inner.requests[-1].messages == fresh.requests[0].messages, shown(seed, messages)


def test_sending_again_changes_nothing(conversations):
    for seed, messages in conversations.items():
        for config in (None, small_window(seed, messages)):
            once, told = optimize_messages(messages, config)
            # Where what must stay exceeds the budget, more may leave when that is sent again.
            if config is None or told["tokens_after"] <= config.model_context_limits["gpt-4o"]:
                assert sent_for(once, config) == once, shown(seed, messages)


def test_messages_are_never_mutated_and_keep_their_identity(conversations):
    rewritten = 0
    for seed, messages in conversations.items():
        sent = sent_for(messages)
        assert messages == _with_ids_of(messages, agno_conversation(seed)), shown(seed, messages)
        for before, after in zip(messages, sent, strict=True):
            assert (before is after) == (before == after), shown(seed, messages)
            rewritten += before is not after
    assert rewritten > COUNT // 4


def _with_ids_of(messages, others):
    """The others with what agno gave these when it made them: ids and times."""
    made = [{"id": message.id, "created_at": message.created_at} for message in messages]
    return [other.model_copy(update=update) for other, update in zip(others, made, strict=True)]


def test_calls_and_results_leave_together_and_order_is_kept(conversations):
    moved = 0
    for seed, messages in conversations.items():
        sent = sent_for(messages, small_window(seed, messages))
        places = _places(messages, sent)
        moved += len(places) < len(messages)
        assert places == sorted(places), shown(seed, messages)
        for caller, answer in _pairs(messages):
            assert (caller in places) == (answer in places), shown(seed, messages)
    assert moved > COUNT // 20


def _places(messages, sent):
    """Where what is sent stood: by its id, which a copy keeps, or in the window's note, which has none of these."""
    known = {message.id: index for index, message in enumerate(messages)}
    return [known[message.id] for message in sent if message.id in known]


def _pairs(messages):
    """(caller, answer) of every first answer."""
    waiting = {}
    for index, message in enumerate(messages):
        if message.role == "tool" and (caller := waiting.pop(message.tool_call_id, None)) is not None:
            yield caller, index
        waiting.update({call["id"]: index for call in message.tool_calls or () if message.role != "tool"})
