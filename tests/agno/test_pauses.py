"""Runs that wait for a person go on where they stopped, with the same state."""

import inspect

import pytest
from agno.db.sqlite import SqliteDb
from agno.run.base import RunStatus
from agno.tools import tool

from headroom.testing import ToolCall


@tool(requires_confirmation=True)
def delete_order(order: int) -> str:
    """Delete an order."""
    return f"deleted {order}"


@tool(requires_user_input=True, user_input_fields=["reason"])
def refund_order(order: int, reason: str) -> str:
    """Refund an order."""
    return f"refunded {order}: {reason}"


@tool(external_execution=True)
def ship_order(order: int) -> str:
    """Ship an order."""
    raise AssertionError("it runs elsewhere")


def settle(execution):
    """What a person, or another system, does about a paused tool."""
    if execution.requires_confirmation:
        execution.confirmed = True
    if execution.requires_user_input:
        for field in execution.user_input_schema:
            field.value = field.value or "broken"
    if execution.external_execution_required:
        execution.result = "shipped"


async def go_on(agent, paused, mode):
    name = "acontinue_run" if mode.startswith("arun") else "continue_run"
    result = getattr(agent, name)(run_response=paused, stream=False)
    return await result if inspect.isawaitable(result) else result


@pytest.mark.parametrize(
    ("pausing", "arguments", "result"),
    [
        (delete_order, {"order": 7}, "deleted 7"),
        (refund_order, {"order": 7}, "refunded 7: broken"),
        (ship_order, {"order": 7}, "shipped"),
    ],
    ids=["confirmation", "user input", "external execution"],
)
async def test_a_paused_run_goes_on(twins, tools, play, told, mode, tmp_path, pausing, arguments, result):
    steps = [ToolCall("get_orders"), ToolCall(pausing.name, arguments), "Done."]
    states, outputs = [], []
    for number, agent in enumerate(twins(steps=steps, tools=[*tools, pausing])):
        agent.db = SqliteDb(db_file=str(tmp_path / f"{number}.db"))
        paused, _ = await play(agent, "Deal with order 7.", mode, session_id="s")
        # Agno 2.1 ends the stream of a paused run with an event instead of the run.
        paused = paused if hasattr(paused, "status") else agent.get_last_run_output(session_id="s")
        assert paused.status == RunStatus.paused
        states.append(
            (told(paused.messages), [(tool.tool_name, tool.tool_args, tool.is_paused) for tool in paused.tools])
        )
        for execution in paused.tools:
            if execution.is_paused:
                settle(execution)
        finished = await go_on(agent, paused, mode)
        assert finished.content == "Done."
        outputs.append(told(finished.messages))

    assert states[0] == states[1]
    assert outputs[0] == outputs[1]
    assert [message.get("content") for message in outputs[1]][-2:] == [result, "Done."]
    assert agent.model.requests[-1].messages[-3].role == "tool"
    assert agent.model.requests[-1].messages[-3].content.startswith("[40 rows:")
