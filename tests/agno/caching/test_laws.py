"""Any request with any breakpoints of its own: the provider takes it, and what is written is read."""

from copy import deepcopy
from functools import lru_cache
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some
from tests.prompt_cache import LOOKBACK, MOST, PromptCache, marks_in, prompt_of, refusal_of, without_marks

from headroom import count_tokens
from headroom.integrations.agno.breakpoint_bodies import blocks_of, marked, text_of
from headroom.integrations.agno.breakpoints import Choice, Rules, chosen

MODEL = "claude-opus-5"
MARKS = [{"type": "ephemeral"}, {"type": "ephemeral", "ttl": "5m"}, {"type": "ephemeral", "ttl": "1h"}]
WORDS = some.sampled_from(["", " ", "Hi", "Name the order. " * 3, "What is due? " * 90])
SMALLEST = some.integers(1, 400)
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}}


def maybe_marked(blocks):
    """Blocks, a few of them marked."""
    mark = some.sampled_from([None] * 12 + MARKS)
    return some.builds(lambda block, mark: {**block, "cache_control": mark} if mark else block, blocks, mark)


def text():
    return some.builds(lambda words: {"type": "text", "text": words}, WORDS)


def result(number):
    whole = some.builds(lambda words: {"content": words}, WORDS)
    parts = some.builds(lambda blocks: {"content": blocks}, some.lists(maybe_marked(text()), max_size=2))
    return some.builds(lambda said: {"type": "tool_result", "tool_use_id": f"call_{number}", **said}, whole | parts)


def tool():
    return some.builds(
        lambda words, later: {"name": "f", "description": words, "input_schema": {}} | later,
        WORDS,
        some.sampled_from([{}, {}, {"defer_loading": True}]),
    )


SAID = some.lists(maybe_marked(text()) | some.just(IMAGE), min_size=1, max_size=3)
THOUGHT = {"type": "thinking", "thinking": "Which one?", "signature": "s"}
ANSWERS = some.lists(some.just(THOUGHT) | text(), min_size=1, max_size=2)


@some.composite
def turns(draw):
    """A user's message, or a call with its results, and what the model said before."""
    if draw(some.booleans()):
        return [{"role": "assistant", "content": draw(ANSWERS)}, {"role": "user", "content": draw(SAID)}]
    count = draw(some.sampled_from([1, 2, 25]))
    calls = [{"type": "tool_use", "id": f"call_{n}", "name": "f", "input": {}} for n in range(count)]
    results = [draw(maybe_marked(result(n))) if n < 3 else {**RESULT, "tool_use_id": f"call_{n}"} for n in range(count)]
    apart = draw(some.booleans())  # agno 2.1 has a message for each result
    said = [{"role": "user", "content": [one]} for one in results] if apart else [{"role": "user", "content": results}]
    return [{"role": "assistant", "content": [THOUGHT, *calls]}, *said]


RESULT = {"type": "tool_result", "content": "Nothing."}


@some.composite
def requests(draw):
    """What the client is called with, as the provider takes it."""
    later = draw(some.lists(turns(), max_size=3))
    messages = [{"role": "user", "content": draw(SAID)}, *(message for turn in later for message in turn)]
    body = {"model": MODEL, "max_tokens": 9, "messages": messages}
    if tools := draw(some.lists(maybe_marked(tool()), max_size=2)):
        body["tools"] = tools
    if system := draw(some.lists(maybe_marked(text()), max_size=2)):
        body["system"] = system
    if whole := draw(some.sampled_from([None] * 5 + MARKS)):
        body["cache_control"] = whole
    assume(refusal_of(body) is None)
    return body


def sent(body, smallest, passing=0):
    return marked(body, chosen(body, Rules(smallest, MODEL), passing=passing).paths)


@given(requests(), SMALLEST, some.integers(0, 3))
def test_what_is_sent_is_what_was_given_but_for_marks_that_the_provider_takes(body, smallest, passing):
    kept = deepcopy(body)
    made = sent(body, smallest, passing)

    assert body == kept
    assert without_marks(made) == without_marks(body)
    assert refusal_of(made) is None
    own, all_of_them = list(marks_in(body)), list(marks_in(made))
    assert len(all_of_them) <= MOST
    for mark in own:
        assert mark in all_of_them


@given(requests(), SMALLEST, some.integers(0, 3))
def test_no_mark_is_too_near_to_the_beginning_or_on_what_is_not_sent_again(body, smallest, passing):
    blocks = blocks_of(body)
    paths = [block.path for block in blocks]
    for path in chosen(body, Rules(smallest, MODEL), passing=passing).paths:
        place = paths.index(path)
        front = sum(count_tokens(text_of(block.value), MODEL).value for block in blocks[: place + 1])
        assert front >= smallest
        assert place < len(blocks) - passing


@given(requests(), SMALLEST)
def test_what_is_asked_once_is_not_marked(body, smallest):
    alone = {key: body[key] for key in body if key != "tools"} | {"messages": body["messages"][:1]}
    assert chosen(alone, Rules(smallest, MODEL)) == Choice()
    assert sent(deepcopy(body), smallest) == sent(body, smallest)


LONG = "What is due? " * 90


OWN = [places for count in range(MOST) for places in combinations(range(7), count)]


def agents(own, calls, thoughts, later):
    """An agent's request with long texts, of which the user has marked some, and its next one."""
    tools = [{"name": "f", "description": LONG, "input_schema": {}} for _ in range(2)]
    tools[-1] |= {"defer_loading": True} if later else {}
    system = [{"type": "text", "text": LONG}]
    parts = [{"type": "text", "text": LONG} for _ in range(2)]
    asked = {"type": "tool_result", "tool_use_id": "call", "content": parts}
    words = [asked, {"type": "text", "text": LONG}, {"type": "text", "text": LONG}]
    for place in own:
        [tools[0], *system, *parts, *words][place]["cache_control"] = MARKS[place % 2]
    body = {"model": MODEL, "tools": tools, "system": system, "messages": [{"role": "user", "content": words}]}
    uses = [{"type": "tool_use", "id": f"call_{n}", "name": "f", "input": {}} for n in range(calls)]
    results = [{**RESULT, "tool_use_id": use["id"]} for use in uses]
    turn = [{"role": "assistant", "content": [THOUGHT] * thoughts + uses}, {"role": "user", "content": results}]
    return body, {**body, "messages": [*body["messages"], *turn]}


@lru_cache
def tokens_of(text):
    return count_tokens(text, MODEL).value


def tokens(block):
    return tokens_of(str(block))


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("thoughts", [0, 1])
@pytest.mark.parametrize("calls", [1, 8, 9, 10, 11, 25])
def test_what_a_request_has_written_the_next_one_reads(calls, thoughts, later):
    """However many results stand between, as long as the user has left two breakpoints; else up to 20 blocks."""
    for own in OWN:
        bodies = agents(own, calls, thoughts, later)
        first, second = (sent(body, 512) for body in bodies)
        assert [refusal_of(body) for body in (first, second)] == [None, None]
        assert all(mark in marks_in(made) for mark in marks_in(bodies[0]) for made in (first, second))

        cache = PromptCache(512, tokens)
        cache.take(first)
        read = cache.take(second).cache_read
        whole = sum(tokens(without_marks(block)) for block in prompt_of(first))
        between = thoughts + 2 * calls
        assert read == whole or (len(own) == MOST - 1 and between >= LOOKBACK)


def test_a_beginning_that_may_be_too_short_is_not_marked():
    count = count_tokens(LONG, MODEL)
    body = {"tools": [{"name": "f"}], "messages": [{"role": "user", "content": [{"type": "text", "text": LONG}]}]}
    assert count.low < count.value
    assert chosen(body, Rules(count.value, MODEL)).paths == []
    assert chosen(body, Rules(count.low, MODEL)).paths == [("messages", 0, "content", 0)]
