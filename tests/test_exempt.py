"""Results and messages that the settings exempt are sent as they stand."""

import json
from typing import Any

import pytest

from headroom import ConfigurationError, HeadroomConfig, RollingWindowConfig, SmartCrusherConfig, compress
from tests.laws.conversations import user

ROWS = json.dumps([{"id": n, "name": f"number {n}", "kind": "lamp"} for n in range(20)])


def called(tool: str, identifier: str, result: str = ROWS) -> list[dict[str, Any]]:
    call = {"id": identifier, "type": "function", "function": {"name": tool, "arguments": "{}"}}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": identifier, "content": result},
    ]


def sent(messages: list[dict[str, Any]], **exempt: Any) -> list[str]:
    config = HeadroomConfig(smart_crusher=SmartCrusherConfig(**exempt), strict=True)
    return [message["content"] for message in compress(messages, config=config).messages]


@pytest.mark.parametrize("tool", ["read_file", "mcp__disk__read_file", "read file of any name, ä"])
@pytest.mark.parametrize("pattern", ["*", "*read?file*", "*[rs]ead*"])
def test_results_of_an_exempt_tool_stand(tool: str, pattern: str):
    assert sent([user("Go"), *called(tool, "a")], exclude_tools=(pattern,))[2] == ROWS


def test_results_of_other_tools_are_rewritten():
    messages = [user("Go"), *called("read_file", "a"), *called("search", "b", ROWS.replace("number", "item"))]
    texts = sent(messages, exclude_tools=("read_*", "mcp__*"))
    assert texts[2] == ROWS
    assert texts[4].startswith("[20 rows: ")


def test_an_exempt_result_refers_to_nothing_and_others_may_refer_to_it():
    words = "lamps stand in every room of the old house and one of them burns all night"
    plain = "\n".join(words[at:] + words[:at] for at in range(0, 64, 4))
    messages = [
        user("Go"),
        *called("read_file", "a", plain),
        *called("read_file", "b", plain),
        *called("search", "c", plain),
    ]
    texts = sent(messages, exclude_tools=("read_file",))
    assert texts[2] == texts[4] == plain
    assert texts[6].startswith("[… as in read_file above]")
    assert sent(messages)[4].startswith("[… as in read_file above]")


@pytest.mark.parametrize(("role", "index"), [("user", 0), ("tool", 2)])
def test_messages_of_an_exempt_role_stand(role: str, index: int):
    messages = [user(ROWS), *called("search", "a", ROWS.replace("number", "item"))]
    texts = sent(messages, exclude_roles=(role,))
    assert texts[index] == messages[index]["content"]
    assert sum(text != message["content"] for text, message in zip(texts, messages, strict=True)) == 1


def test_results_in_a_users_message_are_the_tools():
    call = {"type": "tool_use", "id": "a", "name": "read_file", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "a", "content": ROWS}
    messages = [
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [result, {"type": "text", "text": ROWS}]},
    ]
    for exempt, stands in (
        ({"exclude_roles": ("tool",)}, (True, False)),
        ({"exclude_roles": ("user",)}, (False, True)),
        ({"exclude_tools": ("read_*",)}, (True, False)),
    ):
        config = HeadroomConfig(smart_crusher=SmartCrusherConfig(**exempt), repeats=False)
        blocks = compress(messages, config=config).messages[1]["content"]
        assert (blocks[0]["content"] == ROWS, blocks[1]["text"] == ROWS) == stands


def test_an_exempt_result_leaves_with_the_window():
    window = RollingWindowConfig(policy="mask_results", output_buffer_tokens=0, keep_last_turns=1)
    config = HeadroomConfig(smart_crusher=SmartCrusherConfig(exclude_tools=("*",)), rolling_window=window)
    answer = {"role": "assistant", "content": "I see. " * 50}
    messages = [
        user("Go"),
        *called("read_file", "a", ROWS * 4),
        answer,
        user("Go on"),
        *called("read_file", "b", "done"),
    ]
    sent = compress(messages, model_limit=1200, config=config).messages
    assert "left out to fit" in sent[2]["content"]


def test_the_decision_says_that_it_is_never_rewritten():
    config = HeadroomConfig(smart_crusher=SmartCrusherConfig(exclude_tools=("read_*",)))
    assert compress([user("Go"), *called("read_file", "a")], config=config).decisions[2].reason == "never rewritten"


def test_a_list_of_names_is_taken_as_a_tuple():
    config = SmartCrusherConfig(exclude_tools=["read_*"])  # type: ignore[arg-type]
    assert config.exclude_tools == ("read_*",)
    assert hash(config) == hash(SmartCrusherConfig(exclude_tools=("read_*",)))


@pytest.mark.parametrize("wrong", ["read_file", {"read_file"}, (1,), None])
@pytest.mark.parametrize("name", ["exclude_tools", "exclude_roles"])
def test_what_is_no_tuple_of_names_is_refused(name: str, wrong: Any):
    with pytest.raises(ConfigurationError, match=name):
        SmartCrusherConfig(**{name: wrong})


def test_an_unknown_role_is_refused():
    with pytest.raises(ConfigurationError, match="'robot'"):
        SmartCrusherConfig(exclude_roles=("robot",))


@pytest.mark.parametrize(
    "result",
    [
        {"role": "tool", "tool_call_id": "gone", "name": "read_file", "content": ROWS},
        {"role": "function", "name": "read_file", "content": ROWS},
    ],
    ids=["call not in the list", "legacy function"],
)
def test_a_result_whose_call_is_not_known_is_of_the_tool_that_it_names(result: dict[str, Any]):
    assert sent([user("Go"), result], exclude_tools=("read_*",))[1] == ROWS
    assert sent([user("Go"), result], exclude_tools=("search",))[1] != ROWS


def test_the_call_says_which_tool_it_was_where_it_is_known():
    messages = [user("Go"), *called("search", "a")]
    messages[2]["name"] = "read_file"
    assert sent(messages, exclude_tools=("read_*",))[2] != ROWS
