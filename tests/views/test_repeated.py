"""A large result that comes again: its view refers to the lines that are shown above, and to nothing that is not."""

from typing import Any

from headroom import HeadroomConfig, ViewConfig, compress, expand, retrieve
from tests.laws.left_out import faults_of
from tests.views.results import Message, asked, log

CONFIG = HeadroomConfig(strict=True, views=ViewConfig(enabled=True, budget_tokens=1000))


def polled(*results: str) -> list[Message]:
    """A question, and the same call made again and again."""
    messages = asked("What failed?", results[0])[:1]
    for number, result in enumerate(results):
        messages += _called(f"call_{number}", result)
    return messages


def _called(identifier: str, result: str) -> list[Message]:
    called, answered = asked("", result)[1:]
    call: dict[str, Any] = {**called["tool_calls"][0], "id": identifier}
    return [{**called, "tool_calls": [call]}, {**answered, "tool_call_id": identifier}]


def test_the_same_result_again_takes_a_few_tokens():
    result = compress(polled(log(), log(), log()), config=CONFIG)
    first, second, third = (message["content"] for message in result.messages[2::2])
    head, *_ = first.splitlines()
    assert second == f"{head}\n[⋯ as in get_orders above]\n2026-03-01T12:00:00Z INFO [orders] GET /orders/0 200⋯"
    assert third == second
    assert [decision.tokens_after < 100 for decision in result.decisions[2::2]] == [False, True, True]


def test_what_is_new_in_it_is_shown():
    fails = "2026-03-01T12:04:00Z ERROR [orders] disk full on node-7"
    lines = log().splitlines()
    result = compress(polled(log(), "\n".join([*lines[:240], fails, *lines[241:]])), config=CONFIG)
    assert fails in result.messages[-1]["content"]


def test_it_is_had_again_by_its_own_address():
    original = log()
    changed = original.replace("ERROR", "FATAL")
    result = compress(polled(original, changed, original), config=CONFIG)
    for index, given in ((2, original), (4, changed), (6, original)):
        text = result.messages[index]["content"]
        above = result.messages[:index]
        assert expand(text, above) == given
        assert list(faults_of(text, above, lambda address, lines: retrieve(address, lines=lines, config=CONFIG))) == []


def test_marks_of_gaps_stand_whole():
    lines = log(900).splitlines()
    result = compress(polled("\n".join(lines), "\n".join(lines[3:])), config=CONFIG)
    for line in result.messages[-1]["content"].splitlines()[2:]:
        assert ("line" in line) <= line.startswith("[… line")
        assert ("left out" in line) <= line.endswith("left out]")


def test_what_was_sent_is_sent_again_as_it_is():
    result = compress(polled(log(), log(), log(280)), config=CONFIG)
    assert compress(result.messages, config=CONFIG).messages == result.messages
