"""JSON that came before is sent as what changed in it."""

import json
from typing import Any

import pytest

from headroom import CompressionError, HeadroomConfig, RollingWindowConfig, compress, expand

ITEMS = [{"sku": f"K-{number}", "name": f"thing {number}", "qty": number} for number in range(6)]
ORDER = {"id": "W-1", "status": "pending", "customer": "Ada Lovelace", "items": ITEMS, "total": 99.5}
SHIPPED = {**ORDER, "status": "shipped"}
GONE = {**SHIPPED, "items": ITEMS[1:]}


def called(number: int, tool: str, arguments: Any, value: Any) -> list[dict[str, Any]]:
    """A call and its result, a text or a value as JSON."""
    function = {"name": tool, "arguments": json.dumps(arguments)}
    call = {"id": f"call_{number}", "type": "function", "function": function}
    text = value if isinstance(value, str) else json.dumps(value)
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": f"call_{number}", "content": text},
    ]


def conversation(*calls: tuple[str, Any, Any]) -> list[dict[str, Any]]:
    """Calls and their results, each given as the tool, its arguments and what it returned."""
    pairs = [called(number, *call) for number, call in enumerate(calls)]
    return [{"role": "user", "content": "What became of it?"}, *(message for pair in pairs for message in pair)]


def sent(*calls: tuple[str, Any, Any]) -> list[str]:
    """The results as they are sent; each expands to its value."""
    given = conversation(*calls)
    messages = compress(given, config=HeadroomConfig(strict=True)).messages
    for place, (before, after) in enumerate(zip(given, messages, strict=True)):
        if after["role"] == "tool" and before["content"].startswith("{"):
            assert json.loads(expand(after["content"], messages[:place])) == json.loads(before["content"])
    assert compress(messages).messages == messages
    return [message["content"] for message in messages if message["role"] == "tool"]


def first_line(text: str) -> str:
    return text.partition("\n")[0]


def test_what_changed_stands_by_its_path():
    _, again = sent(("get_order", {}, ORDER), ("get_order", {}, GONE))
    assert again == "[as in get_order above, except:]\nstatus: shipped\nremoved: items[sku=K-0]"


def test_what_did_not_change_is_one_line():
    assert sent(("get_order", {}, ORDER), ("get_order", {}, ORDER))[1] == "[as in get_order above, unchanged]"


def test_lines_hold_for_each_of_several_versions():
    texts = sent(*(("get_order", {}, value) for value in (ORDER, GONE, {**ORDER, "items": ITEMS[1:], "total": 0})))
    assert texts[2].splitlines() == [
        "[as in get_order above, except:]",
        "status: pending",
        "removed: items[sku=K-0]",
        "total: 0",
    ]


def test_the_argument_that_tells_results_apart_is_named():
    eu, us = {"shop": "eu", "order": 7}, {"shop": "eu", "order": 8}
    other = {**ORDER, "id": "W-8", "customer": "Bob"}
    texts = sent(
        ("get_order", eu, ORDER), ("get_order", us, other), ("get_order", eu, SHIPPED), ("get_order", us, other)
    )
    assert [first_line(text) for text in texts[1:]] == [
        "[as in get_order above, except:]",
        "[as in get_order(7) above, except:]",
        "[as in get_order(8) above, except:]",
    ]
    assert texts[2].splitlines()[1:] == ["status: shipped"]
    assert texts[3].splitlines()[1:] == ["id: W-8", "customer: Bob"]


def test_another_tool_that_tells_of_the_same_is_referred_to():
    texts = sent(
        ("get_order", {"id": 7}, ORDER), ("search", {"q": "Ada"}, "nothing found"), ("ship", {"id": 7}, SHIPPED)
    )
    assert texts[2] == "[as in get_order above, except:]\nstatus: shipped"


def test_a_result_is_found_however_far_above():
    between = [("read_file", {"path": f"{number}.txt"}, f"words of file {number} and others") for number in range(60)]
    texts = sent(("get_order", {}, ORDER), *between, ("get_order", {}, SHIPPED))
    assert texts[-1] == "[as in get_order above, except:]\nstatus: shipped"


def test_what_its_label_does_not_lead_to_is_not_referred_to():
    texts = sent(("get_order", {}, ORDER), ("get_order", {}, "Error: try again"), ("get_order", {}, SHIPPED))
    assert not texts[2].startswith("[as in")


def test_marks_name_the_argument_too():
    file = "\n".join(f"line {number}: value_{number * 37 % 101} = compute({number})" for number in range(40))
    other = file.replace("value", "count")
    path, others = {"path": "src/app.py"}, {"path": "src/other.py"}
    texts = sent(("read_file", path, file), ("read_file", others, other), ("read_file", path, file + "\nend"))
    assert first_line(texts[2]) == "[… as in read_file(src/app.py) above]"


def test_nothing_states_changes_of_what_has_left():
    talk = {"role": "user", "content": "Some more words about it. " * 40}
    messages = [*conversation(("get_order", {}, ORDER)), talk, *conversation(("get_order", {}, SHIPPED))[1:]]
    window = RollingWindowConfig(keep_last_turns=1, output_buffer_tokens=0)
    whole = compress(messages)
    assert whole.messages[-1]["content"].startswith("[as in get_order above")
    limited = compress(messages, model_limit=whole.tokens_after - 1, config=HeadroomConfig(rolling_window=window))
    assert not any("as in" in (message["content"] or "") for message in limited.messages)


def test_it_can_be_switched_off():
    messages = conversation(("get_order", {}, ORDER), ("get_order", {}, SHIPPED))
    assert "as in" not in compress(messages, config=HeadroomConfig(repeats=False)).messages[-1]["content"]


def test_the_savings_name_it():
    result = compress(conversation(("get_order", {}, ORDER), ("get_order", {}, SHIPPED)))
    assert result.transforms_applied[-1] == "changes"
    assert result.decisions[-1].reason == "states what changed in an earlier result"


def test_expanding_says_what_it_lacks():
    messages = compress(conversation(("get_order", {}, ORDER), ("get_order", {}, SHIPPED))).messages
    with pytest.raises(CompressionError, match="no earlier result is called get_order"):
        expand(messages[-1]["content"])
    with pytest.raises(CompressionError, match=r"nothing.*does not fit get_order above"):
        expand("[as in get_order above, except:]\nnothing.at: 1", messages)


def test_json_that_somebody_laid_out_stays():
    laid_out = '{"name": "app",\n  "scripts": {"test": "pytest", "lint": "ruff check"},\n     "private": true}\n'
    texts = sent(("read", {}, laid_out), ("read", {}, laid_out.replace("true", "false")))
    assert not texts[1].startswith("[as in")
