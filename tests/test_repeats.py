"""What a conversation says twice is sent once."""

import ast
import json
from typing import Any

import pytest

from headroom import CompressionError, HeadroomConfig, RollingWindowConfig, SentText, ValidationError, compress, expand

FILE = "\n".join(f"    line {number}: value_{number * 37 % 101} = compute({number})" for number in range(40))
EDITED = FILE.replace("line 20", "line twenty")


def call(identifier: str, tool: str = "read_file") -> dict[str, Any]:
    function = {"name": tool, "arguments": "{}"}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": identifier, "type": "function", "function": function}],
    }


def result(identifier: str, text: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": identifier, "content": text}


def conversation(*texts: str, tool: str = "read_file") -> list[dict[str, Any]]:
    pairs = [(call(str(number), tool), result(str(number), text)) for number, text in enumerate(texts)]
    return [{"role": "user", "content": "Look at it."}, *(message for pair in pairs for message in pair)]


def sent(messages: list[dict[str, Any]], **settings: Any) -> list[Any]:
    return compress(messages, config=HeadroomConfig(**settings)).messages


def test_a_listing_is_referred_to_as_it_is_sent():
    numbered = "".join(f"{number:>6}→{line}\n" for number, line in enumerate(FILE.split("\n"), 1))
    messages = compress(conversation(numbered, numbered)).messages
    assert messages[2]["content"].startswith("[line numbers padded to 6 columns]\n1→    line 0: value_0")
    assert messages[4]["content"] == "[… as in read_file above]\n[line numbers…"
    assert expand(messages[4]["content"], messages[:4]) == numbered


def test_a_file_read_again_is_its_first_words():
    messages = compress(conversation(FILE, FILE)).messages
    assert messages[2]["content"] == FILE
    assert messages[4]["content"] == "[… as in read_file above]\n    line 0: value_0…"
    assert expand(messages[4]["content"], messages[:4]) == FILE


def test_what_an_edit_changed_stands_in_full():
    messages = compress(conversation(FILE, EDITED)).messages
    assert "line twenty" in messages[4]["content"]
    assert len(messages[4]["content"]) < 160
    assert expand(messages[4]["content"], messages[:4]) == EDITED


def orders(count: int = 12) -> list[dict[str, Any]]:
    status = ["open", "paid"]
    return [
        {"id": f"W-{1000 + n}", "status": status[n % 2], "total": n * 7, "city": f"City {n * 9}"} for n in range(count)
    ]


def test_records_are_found_whatever_their_spacing_and_show_what_changed():
    paid = orders()
    paid[4]["status"] = "paid"
    messages = conversation(json.dumps(orders()), json.dumps(paid, indent=2), tool="get_orders")
    again = compress(messages).messages
    assert again[4]["content"] == "[as in get_orders above, except:]\n[id=W-1004].status: paid"
    assert json.loads(expand(again[4]["content"], again[:4])) == paid


def test_in_a_value_a_mark_stands_for_whole_lines_and_elsewhere_for_words():
    without_names = [{"item": f"W-{1000 + n // 2}", "total": n // 2 * 7919} for n in range(24)]
    other = [*without_names[:10], {"item": "W-1005", "total": 1}, *without_names[11:]]
    values = compress(conversation(json.dumps(without_names), json.dumps(other), tool="get_orders")).messages
    assert values[4]["content"].splitlines()[1:] == ["[24 rows: item,total…W-1005,1", "W-1005,39595…"]
    changed = orders()
    changed[5]["total"] = 99
    prose = "It says: "
    texts = compress(
        conversation(prose + json.dumps(orders()), prose + json.dumps(changed), tool="get_orders")
    ).messages
    assert texts[4]["content"].splitlines()[1:] == ["It says: [12 rows: id,status…W-1005,paid,99,City 45", "W-1006…"]


def test_a_value_that_comes_again_is_unchanged():
    tree = {"a": {"b": {"c": [{"left": [1, 2, "a word or two that come again"]}, [["and"], {"right": None}]]}}}
    messages = compress(conversation(json.dumps(tree), json.dumps(tree), tool="get_tree")).messages
    assert messages[4]["content"] == "[as in get_tree above, unchanged]"


LINES = [{"sku": "A1", "name": "Lamp", "quantity": 2}, {"sku": "B2", "name": "Desk", "quantity": 1}]
ORDER = {"id": "W-1044", "status": "open", "customer": "Ada Lovelace", "city": "London", "lines": LINES, "total": 99.5}


def in_order(value: Any, *names: str) -> Any:
    return {name: value[name] for name in names}


def test_records_are_found_whatever_the_order_of_their_keys():
    other = in_order(ORDER, "city", "customer", "id", "lines", "status", "total")
    other["lines"] = [in_order(line, "quantity", "name", "sku") for line in LINES]
    messages = compress(conversation(json.dumps(ORDER), json.dumps(other), tool="get_order")).messages
    assert messages[4]["content"].splitlines() == [
        "[as in get_order above, except:]",
        "[original field order: city,customer,id,lines,status,total;quantity,name,sku]",
    ]
    assert expand(messages[4]["content"], messages[:4]) == json.dumps(other, separators=(",", ":"))


def test_what_changed_in_another_order_stands_in_full():
    other = {"status": "shipped", "carrier": "DHL"} | in_order(ORDER, "total", "city", "lines", "customer", "id")
    messages = compress(conversation(json.dumps(ORDER), json.dumps(other), tool="get_order")).messages
    sent = messages[4]["content"]
    assert sent.splitlines()[2:] == ["status: shipped", "carrier: DHL"]
    assert expand(sent, messages[:4]) == json.dumps(other, separators=(",", ":"))


def test_an_order_is_known_only_of_what_stands_above():
    other = in_order(ORDER, "total", "city", "lines", "customer", "id", "status")
    turns = [
        [
            {"role": "user", "content": f"Order {number}, please. " + "And thank you. " * 20},
            call(number),
            result(number, text),
        ]
        for number, text in (("1", json.dumps(ORDER)), ("2", json.dumps(other)), ("3", json.dumps(other)))
    ]
    messages = [message for turn in turns for message in turn]
    whole = compress(messages)
    assert ["[original" in message["content"] for message in whole.messages[2::3]] == [False, True, True]
    window = RollingWindowConfig(keep_last_turns=1, output_buffer_tokens=0)
    limit = whole.tokens_after - 1
    sent = compress(messages, model_limit=limit, config=HeadroomConfig(rolling_window=window)).messages
    assert sent[0]["content"].startswith("[Earlier conversation left out")
    assert not any("[original" in (message["content"] or "") for message in sent)


@pytest.mark.parametrize(("role", "name"), [("user", "the user's words"), ("assistant", "your answer")])
def test_only_results_are_rewritten_and_anything_said_may_be_referred_to(role: str, name: str):
    said = {"role": role, "content": FILE}
    messages = [{"role": "user", "content": "Look at it."}, said, call("1"), result("1", FILE), said]
    again = compress(messages).messages
    assert [again[0], again[1], again[4]] == [messages[0], said, said]
    assert again[3]["content"].startswith(f"[… as in {name} above]\n")


def test_results_in_anthropics_blocks_refer_to_those_of_earlier_messages():
    def asks(identifier: str) -> dict[str, Any]:
        return {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": identifier, "name": "read_file", "input": {}}],
        }

    def answers(identifier: str) -> dict[str, Any]:
        block = {"type": "tool_result", "tool_use_id": identifier, "content": FILE}
        return {"role": "user", "content": [{**block, "cache_control": {"type": "ephemeral"}}]}

    messages = [{"role": "user", "content": "Look."}, asks("1"), answers("1"), asks("2"), answers("2")]
    again = compress(messages, model="claude-sonnet-4-5").messages
    [block] = again[4]["content"]
    assert block["content"].startswith("[… as in read_file above]\n")
    assert block["cache_control"] == {"type": "ephemeral"}
    assert expand(block["content"], again[:4]) == FILE


def test_failed_results_are_never_rewritten():
    failed = {"type": "tool_result", "tool_use_id": "1", "content": FILE, "is_error": True}
    messages = [*conversation(FILE), {"role": "user", "content": [failed]}]
    assert compress(messages).messages[3] is messages[3]


def test_it_can_be_switched_off():
    messages = conversation(FILE, FILE)
    assert sent(messages, repeats=False) == messages
    assert sent(messages, repeats=True) != messages


def test_nothing_refers_to_what_has_left():
    messages = conversation(FILE, *(f"{number} " + "other words " * 40 for number in range(8)), FILE)
    window = RollingWindowConfig(keep_last_turns=1, output_buffer_tokens=0)
    assert sent(messages)[-1]["content"] != FILE
    assert (
        compress(messages, config=HeadroomConfig(rolling_window=window), model_limit=900).messages[-1] == messages[-1]
    )


def test_no_conversation_refers_to_another():
    config = HeadroomConfig()
    compress(conversation(FILE), config=config)
    other = [{"role": "user", "content": "Look at it."}, call("0"), result("0", FILE)]
    assert compress(other, config=config).messages == other


def test_what_was_planned_before_does_not_show():
    messages = conversation(FILE, EDITED, FILE)
    for length in (7, 3, 5, 7):
        assert compress(messages[:length]).messages == sent(messages)[:length]
    changed = [*messages[:2], result("0", EDITED), *messages[3:]]
    assert compress(changed).messages == sent(changed)
    messages[2]["content"] = "something else"
    assert compress(messages).messages == sent(messages)


def test_the_savings_name_it():
    told = compress(conversation(FILE, FILE))
    assert told.transforms_applied == ["repeats"]
    assert [decision.action for decision in told.decisions] == ["kept"] * 4 + ["rewritten"]
    assert told.decisions[4].reason == "repeats what an earlier message says"
    assert told.decisions[4].lossless


def test_expanding_says_what_it_lacks():
    messages = compress(conversation(FILE, FILE)).messages
    with pytest.raises(CompressionError, match="stands in no earlier message"):
        expand(messages[4]["content"])
    with pytest.raises(ValidationError, match="messages is a list of chat messages, not int"):
        expand(messages[4]["content"], 7)  # type: ignore[arg-type]
    assert expand(FILE, messages) == FILE


@pytest.mark.parametrize(
    "text",
    [
        "[… as in read_file above]\nnothing of that kind…",
        "[… as in read_file above]\n…",
        "[… as in nothing above]\nfoo…",
    ],
)
def test_texts_that_only_look_like_ours_are_quoted(text: str):
    messages = conversation(FILE, text, text)
    sent = compress(messages).messages
    assert [message["content"] for message in sent[4::2]] == [f"[text as it came]\n{text}"] * 2
    assert [expand(message["content"], sent[:4]) for message in sent[4::2]] == [text] * 2


@pytest.mark.parametrize("kind", [str, SentText])
def test_nothing_refers_to_a_line_in_place_of_a_result(kind: type[str]):
    tool = "a.tool/with:the-longest_name.that_may-be:repeated/to.the_reader0"
    line = f"[result of {tool} left out to fit the context window: 12 tokens]"
    messages = conversation(kind(line), f"see the following line: {line} and more")
    [*_, first, _, last] = compress(messages).messages
    assert first["content"] == (line if kind is SentText else f"[text as it came]\n{line}")
    assert last == messages[-1]


def test_nothing_refers_to_a_quoted_text():
    words = "the quick brown fox jumps over the lazy dog and goes home [2 rows: a and counts all of the stars of heaven"
    messages = conversation(f"{words}\nthe first", f"and {words}", f"see the following line: {words[:58]} and more")
    [*earlier, last] = compress(messages).messages
    assert [message["content"][:18] for message in earlier[2::2]] == ["[text as it came]\n"] * 2
    assert last == messages[-1]


def test_a_value_on_one_line_is_referred_to_where_all_of_it_comes_again():
    """Of values that changed a model reads the old ones, where they stand among marks."""
    rows = str([(n, f"city {n * 7}", {"id": n}) if n % 2 else (f"order {n * 31}", n * 3) for n in range(40)])
    changed = rows.replace("'city 175'", "'city 170'")
    messages = compress(conversation(rows, rows, changed, tool="query")).messages
    assert messages[4]["content"] == "[… as in query above]\n[Python values…"
    said = expand(messages[4]["content"], messages[:4])
    assert ast.literal_eval(said) == ast.literal_eval(rows)
    alone = compress(conversation(changed, tool="query")).messages
    assert messages[6]["content"] == alone[2]["content"]
    assert ast.literal_eval(expand(messages[6]["content"])) == ast.literal_eval(changed)
