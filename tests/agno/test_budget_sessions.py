"""Budgets of sessions: what is stopped goes on when the budget is raised, in another process too."""

from types import SimpleNamespace

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.team import Team
from agno.workflow import Step, Workflow
from tests.agno.budgeted import BILLED, USAGE, agent_of, is_stopped, last_run, look, looking, spent, status_of
from tests.agno_versions import delegation, needs

from headroom import HeadroomConfig, RunBudget
from headroom.integrations.agno import HeadroomAgnoModel, wrap_agent, wrap_team, wrap_workflow
from headroom.testing import FakeModel, Reply


@pytest.fixture
def db(tmp_path):
    return SqliteDb(db_file=str(tmp_path / "agno.db"))


def roles(request):
    return [message.role for message in request.messages]


async def test_a_stopped_session_goes_on_when_the_budget_is_raised(play, mode, db):
    settings = {"rounds": 1, "db": db, "session_id": "s", "add_history_to_context": True}
    agent = agent_of(RunBudget(session_tokens=3 * BILLED + 1), **settings)
    first, _ = await play(agent, "Look.", mode)
    await play(agent, "Look again.", mode)
    assert first.content.endswith("Seen.")
    assert is_stopped(last_run(agent))
    assert len(agent.model.requests) == 3
    await play(agent, "And again.", mode)
    assert len(agent.model.requests) == 3

    wrap_agent(agent, HeadroomConfig(budget=RunBudget(session_tokens=10 * BILLED)))
    last, _ = await play(agent, "And now?", mode)
    assert last.content.endswith("Seen.")
    assert roles(agent.model.requests[-1]) == ["user", "assistant", "tool", "assistant", "user", "assistant", "tool"]
    assert spent(agent.model, "session", "s").tokens == 5 * BILLED  # what was spent before is not forgotten
    assert status_of(last_run(agent)) == "completed"


@needs((2, 9), "a run is continued only with tools that it waits for")
async def test_a_stopped_run_goes_on_where_it_stopped(mode, db):
    settings = {"rounds": 5, "db": db, "session_id": "s"}
    stopped = agent_of(RunBudget(tokens=2 * BILLED + 1), **settings)
    run = stopped.run("Look.")
    assert is_stopped(run)

    raised = HeadroomConfig(budget=RunBudget(tokens=5 * BILLED + 1))
    again = agent_of(None, HeadroomAgnoModel(stopped.model, raised), **settings)
    again.model = HeadroomAgnoModel(stopped.model, raised)
    await continued(again, run.run_id, mode)
    assert is_stopped(last_run(again))
    assert len(again.model.requests) == 5
    assert roles(again.model.requests[2]) == ["user", "assistant", "tool", "assistant", "tool"]

    again.model = HeadroomAgnoModel(again.model, HeadroomConfig(budget=RunBudget(tokens=100 * BILLED)))
    await continued(again, run.run_id, mode)
    assert last_run(again).content.endswith("Seen.")
    assert status_of(last_run(again)) == "completed"
    assert len(again.model.requests) == 6
    assert spent(again.model, "run", run.run_id).tokens == 6 * BILLED


async def continued(agent, run_id, mode):
    """Continue a run in one of the four modes."""
    if mode == "run":
        return agent.continue_run(run_id=run_id, session_id="s")
    if mode == "arun":
        return await agent.acontinue_run(run_id=run_id, session_id="s")
    if mode == "run_stream":
        return list(agent.continue_run(run_id=run_id, session_id="s", stream=True))
    return [event async for event in agent.acontinue_run(run_id=run_id, session_id="s", stream=True)]


async def test_another_process_goes_on_with_what_the_session_has_spent(play, mode, db):
    settings = {"rounds": 1, "db": db, "session_id": "s"}
    await play(agent_of(RunBudget(session_tokens=10**6), **settings), "Look.", mode)
    other = agent_of(RunBudget(session_tokens=3 * BILLED + 1, session_usd=1.0), **settings)  # another book
    await play(other, "Look.", mode)
    assert is_stopped(last_run(other))
    assert len(other.model.requests) == 1
    assert spent(other.model, "session", "s").tokens == 3 * BILLED
    assert spent(other.model, "session", "s").picodollars == 3 * 2_000_000_000


@needs((2, 9), "a team's metrics are replaced when its run ends")
async def test_another_process_knows_what_members_and_steps_have_spent(mode, db, play):
    for make in (team_of, workflow_of):
        spending, first = make(db)
        await played(first, mode, play)
        whole = spending.spent("session", "s")
        assert whole.tokens > 3 * BILLED
        other, second = make(db)
        await played(second, mode, play)
        assert other.spent("session", "s").tokens == 2 * whole.tokens


def team_of(db):
    def lead(request):
        done = any(message.role == "tool" for message in request.messages)
        return Reply("Done.", usage=USAGE) if done else Reply(tool_calls=[delegation("one", "Look.")], usage=USAGE)

    team = Team(name="Shop", members=[member()], model=FakeModel(lead), db=db, session_id="s", telemetry=False)
    wrap_team(team, HeadroomConfig(budget=RunBudget(session_tokens=10**6)))
    return team.model._headroom.ledger.spending, team


def workflow_of(db):
    steps = [Step(name=name, agent=member()) for name in ("first", "second")]
    workflow = Workflow(name="Report", steps=steps, db=db, session_id="s", telemetry=False)
    wrap_workflow(workflow, HeadroomConfig(budget=RunBudget(session_tokens=10**6)))
    return steps[0].agent.model._headroom.ledger.spending, workflow


def member():
    return Agent(name="one", id="one", model=FakeModel(looking(1)), tools=[look], telemetry=False)


async def played(tree, mode, play):
    if isinstance(tree, Team):
        return await play(tree, "Look.", mode)
    answer = getattr(tree, mode.removesuffix("_stream"))("Look.", stream=mode.endswith("_stream"))
    answer = await answer if hasattr(answer, "__await__") else answer
    if mode == "arun_stream":
        return [event async for event in answer]
    return list(answer) if mode == "run_stream" else answer


@needs((2, 9), "a run is continued only with tools that it waits for")
async def test_another_process_goes_on_with_what_the_run_has_spent(mode, db):
    settings = {"rounds": 5, "db": db, "session_id": "s"}
    run = agent_of(RunBudget(tokens=2 * BILLED + 1), **settings).run("Look.")
    other = agent_of(RunBudget(tokens=4 * BILLED + 1), **settings)
    await continued(other, run.run_id, mode)
    assert is_stopped(last_run(other))
    assert len(other.model.requests) == 2
    assert last_run(other).metrics.additional_metrics["headroom_spent_tokens"] == 4 * BILLED


def test_sessions_have_budgets_of_their_own(db):
    agent = agent_of(RunBudget(session_tokens=2 * BILLED + 1), rounds=1, db=db)
    for session in ("one", "two"):
        assert agent.run("Look.", session_id=session).content == "Seen."
    agent.run("Look.", session_id="one")
    assert is_stopped(last_run(agent, "one"))
    assert not is_stopped(last_run(agent, "two"))


def test_models_that_are_wrapped_apart_keep_books_apart():
    budget = HeadroomConfig(budget=RunBudget(session_tokens=10**6))
    one, other = (HeadroomAgnoModel(FakeModel(["Hi."]), budget) for _ in range(2))
    agent_of(None, rounds=0).run("Hi.")
    assert one._headroom.ledger.spending is not other._headroom.ledger.spending
    assert HeadroomAgnoModel(one, HeadroomConfig())._headroom.ledger.spending is one._headroom.ledger.spending


def test_agnos_own_calls_are_counted_where_they_are_included_and_never_refused(db):
    from agno.session import SessionSummaryManager

    summary = '{"summary": "He looked.", "topics": ["looking"]}'
    summarizer = HeadroomAgnoModel(FakeModel([summary] * 2), include=("summary",))
    agent = agent_of(RunBudget(session_tokens=2 * BILLED + 40), rounds=1, db=db, session_id="s")
    agent.session_summary_manager = SessionSummaryManager(model=summarizer)
    agent.enable_session_summaries = True
    wrap_agent(agent, HeadroomConfig(budget=RunBudget(session_tokens=2 * BILLED + 40)), include=("summary",))
    output = agent.run("Look.")
    assert output.content == "Seen."
    assert len(agent.session_summary_manager.model.requests) == 1
    assert not is_stopped(last_run(agent))
    agent.run("Look.")
    assert is_stopped(last_run(agent))


def test_notes_that_are_no_numbers_are_no_spending():
    from agno.run.agent import RunOutput

    from headroom.integrations.agno.spent_notes import spent_on

    notes = {"headroom_spent_tokens": "many", "headroom_spent_usd": float("nan")}
    run = RunOutput(run_id="r", metrics=SimpleNamespace(additional_metrics=notes))
    assert spent_on([run, None, RunOutput(run_id="q"), look]) == (0, 0)
