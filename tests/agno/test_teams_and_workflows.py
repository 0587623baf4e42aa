"""Teams and workflows run as they did; leader and members each save on their own requests."""

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.team import Team
from agno.workflow import Step, Workflow
from tests.agno_versions import delegation

from headroom import expand
from headroom.integrations.agno import HeadroomAgnoModel, wrap_team
from headroom.testing import FakeModel, Reply, ToolCall, Usage

USAGE = Usage(input_tokens=100, output_tokens=10)


def lead(request):
    """A leader that hands the question to the clerk and passes the answer on."""
    if request.messages[-1].role == "tool":
        return Reply("The clerk says: 40.", usage=USAGE)
    parameters = request.tools[0]["function"]["parameters"]["required"]
    arguments = dict.fromkeys(parameters, "Count the orders.") | {"member_id": "clerk"}
    return Reply(tool_calls=[ToolCall("delegate_task_to_member", arguments)], usage=USAGE)


def serve(request):
    done = request.messages[-1].role == "tool"
    return Reply("40 orders.", usage=USAGE) if done else Reply(tool_calls=[ToolCall("get_orders")], usage=USAGE)


@pytest.fixture
def teams(tools):
    """The same team twice: on models as they are, and on wrapped ones."""

    def make(wrap, **settings):
        clerk = Agent(name="Clerk", id="clerk", model=wrap(FakeModel(serve)), tools=tools, telemetry=False)
        return Team(name="Shop", members=[clerk], model=wrap(FakeModel(lead)), telemetry=False, **settings)

    return make


def as_it_is(model):
    return model


async def test_a_team_runs_the_same(teams, play, told, mode, tmp_path):
    outputs, stored = [], []
    for name, wrap in (("plain", as_it_is), ("wrapped", HeadroomAgnoModel)):
        team = teams(wrap, db=SqliteDb(db_file=str(tmp_path / f"{name}.db")))
        output, _ = await play(team, "How many orders?", mode, session_id="s")
        assert output.content == "The clerk says: 40."
        outputs.append([told(output.messages), *(told(member.messages) for member in output.member_responses)])
        stored.append([told(run.messages) for run in team.get_session(session_id="s").runs])

    assert outputs[0] == outputs[1]
    assert stored[0] == stored[1]
    member = team.members[0].model
    assert member.requests[-1].messages[-1].content.startswith("[40 rows:")
    assert member.total_tokens_saved > 0


async def test_a_team_notes_what_its_leader_saved(play, tools, mode, agno_version):
    if agno_version < (2, 2):
        pytest.skip("agno 2.1 replaces a team's metrics at the end of the run")
    team = Team(
        name="Shop",
        members=[Agent(name="Clerk", model=FakeModel(), telemetry=False)],
        model=HeadroomAgnoModel(FakeModel(serve)),
        tools=tools,
        telemetry=False,
    )
    output, _ = await play(team, "How many orders?", mode)

    assert output.metrics.additional_metrics["headroom"]["tokens_saved"] == team.model.total_tokens_saved > 0


STATES = ("paid", "open", "refunded")
REPORT = "\n".join(
    f"{n:03} order {1000 + n} of customer {n % 7} is {STATES[n % 3]} since 2026-03-{n % 28 + 1:02}" for n in range(30)
)


def get_report() -> str:
    """Report on all orders."""
    return REPORT


def sharing(share):
    """A team whose leader asks for a report that two members ask for and answer with, too."""

    def lead_both(request):
        done = sum(message.role == "tool" for message in request.messages)
        calls = [ToolCall("get_report"), delegation("first", "Report."), delegation("second", "Check it.")]
        return [*calls, Reply("Done.")][done]

    def report(request):
        return Reply(REPORT) if request.messages[-1].role == "tool" else ToolCall("get_report")

    models = [FakeModel(report) for _ in range(2)]
    members = [
        Agent(name=name, id=name, model=model, tools=[get_report], telemetry=False)
        for name, model in zip(("first", "second"), models, strict=True)
    ]
    team = Team(
        name="Shop",
        members=members,
        model=FakeModel(lead_both),
        tools=[get_report],
        share_member_interactions=share,
        telemetry=False,
    )
    return wrap_team(team)


async def test_a_leader_reads_once_what_its_members_say_as_well(play, mode):
    team = sharing(share=False)
    await play(team, "How many orders?", mode)
    sent = team.model.requests[-1].messages
    results = [message.content for message in sent if message.role == "tool"]

    assert results[0] == REPORT
    assert [result.splitlines()[0] for result in results[1:]] == [
        "[… as in get_report above]",
        "[… as in delegate_task_to_member above]",
    ]
    assert [expand(result, chat_dicts(sent)[: sent.index(message)]) for message, result in answers(sent)] == [
        REPORT
    ] * 2


@pytest.mark.parametrize("share", [True, False], ids=["shared", "apart"])
async def test_a_member_is_referred_to_what_it_was_told_of_another_and_to_nothing_else(share, play, mode):
    team = sharing(share=share)
    await play(team, "How many orders?", mode)
    first, second = (member.model.requests[-1].messages for member in team.members)

    assert first[-1].content == REPORT
    assert second[-1].content.startswith("[… as in the user's words above]" if share else REPORT)
    assert expand(second[-1].content, chat_dicts(second)[:-1]) == REPORT


def answers(messages):
    """Results behind the first, each with its message."""
    return [(message, message.content) for message in messages if message.role == "tool"][1:]


def chat_dicts(messages):
    fields = ("role", "content", "tool_calls", "tool_call_id")
    return [{name: getattr(message, name) for name in fields} for message in messages]


def test_members_without_a_model_use_the_leaders(tools, agno_version):
    if agno_version < (2, 9):
        pytest.skip("agno 2.1 gives such members a model of their own")
    clerk = Agent(name="Clerk", id="clerk", tools=tools, telemetry=False)
    model = HeadroomAgnoModel(FakeModel(lambda request: lead(request) if _leads(request) else serve(request)))
    team = Team(name="Shop", members=[clerk], model=model, telemetry=False)

    assert team.run("How many orders?").content == "The clerk says: 40."
    assert model.get_savings_summary()["total_requests"] == 4
    assert model.total_tokens_saved > 0


async def test_a_workflow_runs_the_same(tools, mode):
    contents = []
    for wrap in (as_it_is, HeadroomAgnoModel):
        clerk = Agent(name="Clerk", model=wrap(FakeModel(serve)), tools=tools, telemetry=False)
        writer = Agent(name="Writer", model=wrap(FakeModel(["Dear team, 40 orders."])), telemetry=False)
        steps = [Step(name="count", agent=clerk), Step(name="write", agent=writer)]
        workflow = Workflow(name="Report", steps=steps, telemetry=False)
        contents.append(await _played(workflow, mode))
        assert "40 orders." in writer.model.requests[0].texts[-1]

    assert contents[0] == contents[1] == "Dear team, 40 orders."
    assert clerk.model.total_tokens_saved > 0


async def _played(workflow, mode):
    if mode == "run":
        return workflow.run("Report.").content
    if mode == "arun":
        return (await workflow.arun("Report.")).content
    if mode == "run_stream":
        return [event.content for event in workflow.run("Report.", stream=True) if hasattr(event, "content")][-1]
    events = workflow.arun("Report.", stream=True)
    events = await events if hasattr(events, "__await__") else events
    return [event.content async for event in events if hasattr(event, "content")][-1]


def _leads(request):
    return any(tool["function"]["name"] == "delegate_task_to_member" for tool in request.tools)
