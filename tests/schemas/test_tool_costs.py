"""What each tool costs a request: the sum is what the request's count says."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom import ConfigurationError, ToolSchemas, ValidationError, count_tokens, tool_costs
from tests.schemas.generated import TOOLS

MODELS = ("gpt-4o", "claude-sonnet-4-5", "qwen3-8b", "a model nobody knows")
HELLO = [{"role": "user", "content": "Hello"}]
NOISY = {
    "type": "function",
    "function": {
        "name": "get_order",
        "description": "\n    Look up an order.\n\n    Any order.\n    ",
        "parameters": {"type": "object", "properties": {"order_id": {"type": "integer", "title": "Order Id"}}},
    },
}
SEARCH = {"type": "web_search_preview"}


@settings(deadline=None)
@given(st.lists(TOOLS, min_size=1, max_size=4), st.sampled_from(MODELS))
def test_the_total_is_what_the_count_of_a_request_says(tools: list[Any], model: str):
    costs = tool_costs(tools, model)
    bare = count_tokens(HELLO, model).value

    assert costs.before.value == count_tokens(HELLO, model, tools=tools).value - bare
    assert costs.after.value == count_tokens(HELLO, model, tools=list(costs.sent)).value - bare
    assert costs.after.value <= costs.before.value
    assert costs.after.value == sum(cost.after.value for cost in costs.tools) + costs.framing_tokens
    assert abs(costs.framing_tokens - tool_costs(tools[:1], model).framing_tokens) <= 4 * len(tools)
    assert all(cost.after.value <= cost.before.value for cost in costs.tools)


@pytest.mark.parametrize("model", MODELS)
def test_each_tool_is_named_in_order_and_what_is_sent_is_given_back(model: str):
    tools = [SEARCH, NOISY, {"name": "look", "input_schema": {"type": "object"}}]
    given = copy.deepcopy(tools)
    costs = tool_costs(tools, model)

    assert [cost.name for cost in costs.tools] == ["web_search_preview", "get_order", "look"]
    assert costs.sent[0] is SEARCH
    assert costs.sent[2] is tools[2]
    assert costs.sent[1]["function"]["description"] == "Look up an order.\n\nAny order."
    assert tools == given
    assert costs.tokens_saved == costs.before.value - costs.after.value > 0
    assert not any(cost.ours for cost in costs.tools)
    assert not costs.before.exact
    assert costs.before.low <= costs.before.value <= costs.before.high


def test_off_changes_nothing_and_on_demand_tells_in_short():
    long = json.loads(json.dumps(NOISY))
    long["function"]["description"] = "Look up an order. " * 30
    assert tool_costs([long], schemas=ToolSchemas(mode="off")).tokens_saved == 0
    [told] = tool_costs([long], schemas=ToolSchemas(mode="on_demand")).sent
    assert told["function"]["description"] == "Look up an order. …"
    assert tool_costs([long], schemas=ToolSchemas(mode="on_demand", keep=("get_*",))).sent[0]["function"]["name"]
    kept = tool_costs([long], schemas=ToolSchemas(mode="on_demand", keep=("get_*",))).sent[0]
    assert len(kept["function"]["description"]) > 400


def test_what_json_does_not_hold_is_sent_as_it_is():
    odd = copy.deepcopy(NOISY)
    odd["function"]["parameters"]["properties"]["order_id"]["enum"] = (1, 2)
    assert tool_costs([odd], "qwen3-8b").sent[0] is odd


def test_no_tools_cost_nothing():
    costs = tool_costs([])
    assert (costs.tools, costs.before.value, costs.after.value, costs.framing_tokens) == ((), 0, 0, 0)


@pytest.mark.parametrize("tools", ["tools", b"", {"name": "f"}, None, 7], ids=repr)
def test_what_is_no_list_of_tools_is_refused(tools: Any):
    with pytest.raises(ValidationError):
        tool_costs(tools)


def test_other_arguments_are_checked():
    with pytest.raises(ValidationError):
        tool_costs([], 7)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError):
        tool_costs([], schemas="off")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "settings",
    [{"mode": "some"}, {"mode": None}, {"keep": "all"}, {"keep": (1,)}, {"least_tokens": -1}, {"least_tokens": 1.5}],
    ids=str,
)
def test_wrong_settings_are_refused(settings: Any):
    with pytest.raises(ConfigurationError):
        ToolSchemas(**settings)


def test_lists_of_names_are_tuples():
    assert ToolSchemas(keep=["a"]) == ToolSchemas(keep=("a",))
    assert hash(ToolSchemas(keep=["a"]))
