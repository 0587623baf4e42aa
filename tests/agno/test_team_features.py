"""The modes of a team and the steps of a workflow work the same with wrapped models, and members send tables."""

import inspect

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.team import Team
from agno.tools import tool
from agno.workflow import Condition, Loop, Parallel, Router, Step, Steps, Workflow
from tests.agno.conftest import get_orders
from tests.agno_versions import delegation

from headroom.integrations.agno import savings_of, wrap_team, wrap_workflow
from headroom.testing import FakeModel, ToolCall

PARAMETERS = inspect.signature(Team).parameters


def serve(request):
    """A member that counts the orders."""
    return "40 orders." if request.messages[-1].role == "tool" else ToolCall("get_orders")


def clerk(name="clerk"):
    return Agent(name=name, id=name, model=FakeModel(serve), tools=[get_orders], telemetry=False)


def results(request):
    return [str(message.content) for message in request.messages if message.role == "tool"]


def assert_sends_tables(*members):
    for member in members:
        assert results(member.model.requests[-1])[0].startswith("[40 rows: id,customer,total,")


@pytest.fixture
def teams():
    """A team of two clerks twice: on models as they are, and on wrapped ones."""

    def make(lead, **settings):
        return [
            wrap(
                Team(name="Shop", members=[clerk("a"), clerk("b")], model=FakeModel(lead), telemetry=False, **settings)
            )
            for wrap in (lambda team: team, wrap_team)
        ]

    return make


async def same(both, play, told, mode):
    """Play, and give what the second one said."""
    outputs = []
    for team in both:
        output, _ = await play(team, "How many orders?", mode)
        members = sorted(output.member_responses, key=lambda member: member.agent_id)
        outputs.append([output.content, told(output.messages), *(told(member.messages) for member in members)])
    assert outputs[0] == outputs[1]
    return outputs[1][0]


async def test_a_leader_that_routes(teams, play, told, mode):
    """The member's answer is the team's: the leader is asked once."""
    both = teams([delegation("a", "Count.")], respond_directly=True)

    assert await same(both, play, told, mode) == "40 orders."
    assert_sends_tables(both[1].members[0])


async def test_a_leader_that_asks_all_at_once(teams, play, told, mode):
    def lead(request):
        if results(request):
            return "Both say 40."
        offered = next(tool["function"] for tool in request.tools if "delegate_task" in tool["function"]["name"])
        return ToolCall(offered["name"], dict.fromkeys(offered["parameters"]["required"], "Count."))

    option = next(name for name in ("delegate_to_all_members", "delegate_task_to_all_members") if name in PARAMETERS)
    both = teams(lead, **{option: True})

    assert await same(both, play, told, mode) == "Both say 40."
    assert_sends_tables(*both[1].members)


@pytest.mark.skipif("mode" not in PARAMETERS, reason="agno 2.1: no modes of teams, and none with a list of tasks")
async def test_a_leader_with_a_list_of_tasks(teams, play, mode):
    from agno.team.mode import TeamMode

    def lead(request):
        done = results(request)
        if not done:
            return ToolCall("create_task", {"title": "Count", "description": "Count the orders.", "assignee": "a"})
        if len(done) == 1:
            task = done[0].partition("[")[2].partition("]")[0]
            return ToolCall("execute_task", {"task_id": task, "member_id": "a"})
        return ToolCall("mark_all_complete", {"summary": "40."}) if len(done) == 2 else "There are 40 orders."

    contents = []
    for team in teams(lead, mode=TeamMode.tasks):
        output, _ = await play(team, "How many orders?", mode)
        contents.append((output.content, [message.role for message in output.messages]))

    assert contents[0] == contents[1]
    assert_sends_tables(team.members[0])


@pytest.mark.skipif(not hasattr(Team, "continue_run"), reason="agno 2.1: teams do not pause")
def test_a_members_pause_is_the_teams(told, tmp_path):
    """The member's tool waits for a person, the team with it, and both go on with what they were told."""

    @tool(requires_confirmation=True)
    def delete_order(order: int) -> str:
        """Delete an order."""
        return f"deleted {order}"

    outputs = []
    for number, wrap in enumerate((lambda team: team, wrap_team)):
        steps = [ToolCall("get_orders"), ToolCall("delete_order", {"order": 7}), "It is gone."]
        member = Agent(name="a", id="a", model=FakeModel(steps), tools=[get_orders, delete_order], telemetry=False)
        lead = FakeModel([delegation("a", "Delete order 7."), "Done."])
        db = SqliteDb(db_file=str(tmp_path / f"{number}.db"))
        team = wrap(Team(name="Shop", members=[member], model=lead, db=db, telemetry=False))
        paused = team.run("Delete order 7.", session_id="s")
        assert paused.is_paused
        for requirement in paused.active_requirements:
            requirement.confirm()
        outputs.append(told(team.continue_run(run_response=paused).messages))

    assert outputs[0] == outputs[1]
    assert outputs[1][-1]["content"] == "Done."
    assert "deleted 7" in results(member.model.requests[-1])
    assert_sends_tables(member)


STEPS = {
    "an agent": lambda: [clerk()],
    "steps": lambda: [Steps(name="all", steps=[Step(name="count", agent=clerk())])],
    "parallel": lambda: [Parallel(Step(name="a", agent=clerk("a")), Step(name="b", agent=clerk("b")), name="both")],
    "a loop": lambda: [Loop(name="twice", steps=[Step(name="count", agent=clerk())], max_iterations=2)],
    "a condition": lambda: [Condition(name="if", evaluator=lambda _: True, steps=[Step(name="count", agent=clerk())])],
    "a router": lambda: [
        Router(name="one", choices=[step := Step(name="count", agent=clerk())], selector=lambda _: [step])
    ],
    "a team": lambda: [
        Step(name="count", team=Team(members=[], model=FakeModel(serve), tools=[get_orders], telemetry=False))
    ],
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("blocking", [True, False], ids=["run", "arun"])
async def test_steps_of_every_kind_run_the_same(steps, blocking):
    contents = []
    for wrap in (lambda workflow: workflow, wrap_workflow):
        workflow = wrap(Workflow(name="Report", steps=steps(), telemetry=False))
        output = workflow.run("How many orders?") if blocking else await workflow.arun("How many orders?")
        contents.append(output.content)

    assert contents[0] == contents[1]
    assert "40 orders." in contents[0]
    assert savings_of(workflow)["tokens_saved"] > 0
