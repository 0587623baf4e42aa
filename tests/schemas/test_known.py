"""What is sent of a list of tools is remembered by the list itself, as long as nobody changes it."""

import copy
import json
from typing import Any

from headroom import ToolSchemas
from headroom._schemas.known import KnownTools
from headroom._schemas.reader import Reader
from headroom._schemas.sent import SentTools, sent_tools

TOOL = {"name": "f", "description": "Do it. ", "input_schema": {"properties": {"id": {"title": "Id"}}}}
SHORT = {"name": "f", "description": "Do it.", "input_schema": {"properties": {"id": {}}}}


class Counting:
    """Known tools, and how often they were decided on."""

    def __init__(self):
        self.known, self.decided = KnownTools(), 0

    def sent(self, tools: list[Any], terms: str = "qwen3-8b") -> list[Any]:
        def make() -> SentTools:
            self.decided += 1
            return sent_tools(tools, terms, ToolSchemas(mode="lossless"), Reader())

        return self.known.of(tools, terms, make).sent


def test_a_list_is_decided_on_once():
    counting, tools = Counting(), [TOOL, SHORT]
    for _ in range(3):
        assert counting.sent(tools) == [SHORT, SHORT]
    assert counting.sent(tools)[1] is SHORT
    assert counting.decided == 1


def test_another_list_and_other_terms_are_decided_on_anew():
    counting, tools = Counting(), [TOOL]
    counting.sent(tools)
    assert counting.sent(tools, "gpt-4o") == [TOOL | {"description": "Do it."}]
    counting.sent(list(tools))
    assert counting.decided == 3


def test_a_list_that_was_changed_is_decided_on_anew():
    counting, tools = Counting(), [copy.deepcopy(TOOL)]
    counting.sent(tools)
    tools[0]["description"] = "Do another thing. "
    assert counting.sent(tools)[0]["description"] == "Do another thing."


def test_what_was_sent_and_changed_then_is_made_anew():
    counting, tools = Counting(), [TOOL]
    counting.sent(tools)[0]["input_schema"].clear()
    assert counting.sent(tools) == [SHORT]
    assert counting.decided == 1


def test_sixteen_lists_are_remembered():
    counting = Counting()
    lists = [[json.loads(json.dumps(TOOL))] for _ in range(17)]
    for tools in [*lists, *lists[1:], lists[0]]:
        counting.sent(tools)
    assert counting.decided == 18
