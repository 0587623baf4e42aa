"""One call wraps every model of an agent, a team, a workflow or an AgentOS; one account tells who asked for what."""

import inspect
import sys
from typing import Any

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.memory.manager import MemoryManager
from agno.session.summary import SessionSummaryManager
from agno.team import Team
from agno.workflow import Condition, Loop, Parallel, Router, Step, Steps, Workflow
from tests.agno_versions import delegation, needs

from headroom import HeadroomConfig
from headroom._exceptions import ConfigurationError, ProviderError
from headroom.integrations.agno import (
    HeadroomAgnoModel,
    savings_of,
    wrap,
    wrap_agent,
    wrap_team,
    wrap_workflow,
)
from headroom.testing import FakeModel, Reply, ToolCall

AGENT_FIELDS = inspect.signature(Agent.__init__).parameters


def serve(request: Any) -> Any:
    return "40 orders." if request.messages[-1].role == "tool" else ToolCall("get_orders")


def lead_to(member: str) -> Any:
    def lead(request: Any) -> Any:
        done = request.messages[-1].role == "tool"
        return Reply("They say: 40.") if done else Reply(tool_calls=[delegation(member, "Count the orders.")])

    return lead


def agent(name: str = "Clerk", **settings: Any) -> Agent:
    given = {"model": FakeModel(serve), "telemetry": False, **settings}
    return Agent(name=name, id=name.lower(), **given)


def is_wrapped(*models: Any) -> bool:
    return all(isinstance(model, HeadroomAgnoModel) for model in models)


def members_of(tree: Any) -> dict[str | None, tuple[int, int]]:
    """Requests and saved tokens by member."""
    members = savings_of(tree)["members"]
    return {name: (one["total_requests"], one["tokens_saved"]) for name, one in members.items()}


def test_an_agents_models_are_wrapped_wherever_they_stand():
    names = [
        name
        for name in ("model", "output_model", "parser_model", "reasoning_model", "followup_model")
        if name in AGENT_FIELDS
    ]
    models = {name: FakeModel() for name in names}
    managers = {
        "memory_manager": MemoryManager(model=FakeModel()),
        "session_summary_manager": SessionSummaryManager(model=FakeModel()),
    }
    wrapped = agent(**models, **managers)

    assert wrap_agent(wrapped) is wrapped
    assert is_wrapped(*(getattr(wrapped, name) for name in names))
    assert all(getattr(wrapped, name).wrapped_model is models[name] for name in names)
    assert is_wrapped(*(manager.model for manager in managers.values()))


@needs((2, 9), "no fallbacks")
def test_fallbacks_are_wrapped():
    from agno.models.fallback import FallbackConfig

    config = FallbackConfig(on_error=[FakeModel()], on_rate_limit=[FakeModel()])
    wrapped = wrap(agent(fallback_config=config))
    fallbacks = wrapped.fallback_config

    assert is_wrapped(*fallbacks.on_error, *fallbacks.on_rate_limit)
    assert not is_wrapped(*config.on_error)  # it may serve others
    assert wrap(wrapped).fallback_config is fallbacks


def test_follow_ups_are_wrapped():
    followup = pytest.importorskip("agno.agent.followup", reason="this agno has no settings of follow-ups")
    followups = followup.FollowupConfig(model=FakeModel())
    wrapped = wrap(agent(followups=followups))

    assert is_wrapped(wrapped.followups.model)
    assert not is_wrapped(followups.model)  # it may serve others


def test_wrapping_twice_is_the_same_as_wrapping_once():
    team = wrap_team(Team(members=[agent()], model=FakeModel(), telemetry=False))
    models = [team.model, team.members[0].model]

    assert [wrap(team).model, team.members[0].model] == models
    assert team.model is models[0]
    assert team.members[0].model is models[1]


def test_a_setting_that_differs_wraps_anew_into_the_same_account(tools):
    wrapped = wrap_agent(agent(tools=tools))
    wrapped.run("How many?")
    model, saved = wrapped.model, wrapped.model.tokens_saved
    wrap_agent(wrapped, HeadroomConfig(default_mode="audit"))

    assert wrapped.model is not model
    assert wrapped.model.wrapped_model is model.wrapped_model
    assert wrapped.model.tokens_saved == saved > 0


def test_a_model_that_was_wrapped_by_itself_keeps_its_account(tools):
    own = HeadroomAgnoModel(FakeModel(serve))
    first, second = agent("First", model=own, tools=tools), agent("Second", tools=tools)
    team = wrap_team(Team(members=[first, second], model=FakeModel(), telemetry=False))
    for member in (first, second):
        member.run("How many?")

    assert first.model is own
    assert own.get_savings_summary()["total_requests"] == 2
    assert savings_of(team)["total_requests"] == 4
    assert members_of(team)["First"] == members_of(team)["Second"] == (2, own.tokens_saved)


def test_one_model_in_several_places_stays_one():
    model = FakeModel()
    first, second = agent("First", model=model), agent("Second", model=model)
    team = wrap_team(Team(members=[first, second], model=model, telemetry=False))

    assert team.model is first.model is second.model
    assert is_wrapped(team.model)


async def test_a_team_has_an_account_with_a_row_a_member(tools, play, mode):
    """Members of teams in teams, too."""
    clerk = agent(tools=tools)
    inner = Team(name="Office", id="office", members=[clerk], model=FakeModel(lead_to("clerk")), telemetry=False)
    team = Team(name="Shop", members=[inner], model=FakeModel(lead_to("office")), telemetry=False)
    output, _ = await play(wrap_team(team), "How many orders?", mode)

    savings = savings_of(team)
    assert output.content == "They say: 40."
    assert {name: requests for name, (requests, _) in members_of(team).items()} == {"Shop": 2, "Office": 2, "Clerk": 2}
    assert savings["total_requests"] == 6
    assert savings["tokens_saved"] == sum(saved for _, saved in members_of(team).values())
    assert members_of(team)["Clerk"][1] > 0
    assert team.model.get_savings_summary() == {key: value for key, value in savings.items() if key != "members"}
    assert clerk.model.savings_by_member == savings["members"]


def test_members_without_a_model_go_on_with_their_leaders(tools):
    def both(request: Any) -> Any:
        leads = any(tool["function"]["name"] == "delegate_task_to_member" for tool in request.tools)
        return lead_to("clerk")(request) if leads else serve(request)

    clerk = Agent(name="Clerk", id="clerk", tools=tools, telemetry=False)
    team = wrap_team(Team(name="Shop", members=[clerk], model=FakeModel(both), telemetry=False))

    assert is_wrapped(clerk.model)  # on agno 2.1 the one that it would have anyway
    if clerk.model is team.model:
        team.run("How many orders?")
        assert {name: requests for name, (requests, _) in members_of(team).items()} == {"Shop": 2, "Clerk": 2}


def test_an_agent_without_a_model_gets_agnos_own():
    pytest.importorskip("openai")
    plain, wrapped = Agent(telemetry=False), wrap_agent(Agent(telemetry=False))
    plain.initialize_agent()

    assert is_wrapped(wrapped.model)
    assert wrapped.model.id == plain.model.id


@pytest.mark.parametrize("tree", [Agent(name="Shop", telemetry=False), Team(name="Shop", members=[], telemetry=False)])
def test_where_agno_has_no_model_to_give_there_is_none_to_wrap(tree, monkeypatch):
    monkeypatch.setitem(sys.modules, "agno.models.openai", None)
    with pytest.raises(ProviderError, match="Shop has no model"):
        wrap(tree)


def test_what_an_agent_has_others_do_is_its_own(tools):
    """Agno's calls for output and reasoning name no agent, or one that it makes for the run."""
    settings = {"reasoning": True} if "reasoning" in AGENT_FIELDS else {}
    wrapped = wrap_agent(
        agent(
            tools=tools,
            output_model=FakeModel(lambda _: "Forty."),
            reasoning_model=FakeModel(lambda _: '{"reasoning_steps": []}'),
            **settings,
        )
    )
    wrapped.run("How many?")

    assert list(members_of(wrapped)) == ["Clerk"]
    assert savings_of(wrapped)["total_requests"] >= 3


def test_what_agno_asks_for_itself_is_in_no_row(tools, tmp_path):
    summarizer = FakeModel(lambda _: '{"summary": "Orders."}')
    manager = SessionSummaryManager(model=summarizer)
    wrapped = wrap_agent(
        agent(tools=tools, session_summary_manager=manager, db=SqliteDb(db_file=str(tmp_path / "agno.db")))
    )
    wrapped.run("How many?")

    assert summarizer.requests
    assert members_of(wrapped) == {"Clerk": (2, wrapped.model.tokens_saved)}


def test_steps_of_every_kind_are_found():
    clerks = {name: agent(name) for name in "abcdefghij"}
    team = Team(members=[clerks["j"]], model=FakeModel(), telemetry=False)
    workflow = Workflow(
        name="Report",
        steps=[
            clerks["a"],
            Step(name="b", agent=clerks["b"]),
            Parallel(Step(name="c", agent=clerks["c"]), Step(name="d", agent=clerks["d"])),
            Loop(name="e", steps=[Step(name="e", agent=clerks["e"])]),
            Condition(name="f", evaluator=lambda _: True, steps=[clerks["f"]]),
            Router(name="g", selector=lambda _: [], choices=[Step(name="g", agent=clerks["g"])]),
            Steps(name="h", steps=[Step(name="h", agent=clerks["h"])]),
            [[clerks["i"]]],
            Step(name="j", team=team),
            lambda step_input: step_input,
        ],
    )

    assert wrap_workflow(workflow) is workflow
    assert is_wrapped(team.model, *(clerk.model for clerk in clerks.values()))


@needs((2, 9), "no workflows in workflows")
def test_workflows_in_workflows_are_found():
    clerk = agent()
    inner = Workflow(name="Inner", steps=[Step(name="count", agent=clerk)])
    wrap(Workflow(name="Outer", steps=[Step(name="inner", workflow=inner)]))

    assert is_wrapped(clerk.model)


def test_a_workflow_has_an_account_too(tools):
    steps = [Step(name="count", agent=agent(tools=tools)), Step(name="write", agent=agent("Writer", tools=tools))]
    workflow = wrap_workflow(Workflow(name="Report", steps=steps, telemetry=False))
    workflow.run("Report.")

    assert {name: requests for name, (requests, _) in members_of(workflow).items()} == {"Clerk": 2, "Writer": 2}
    assert savings_of(workflow)["tokens_saved"] > 0


def test_all_that_an_agentos_serves_is_wrapped():
    from agno.os import AgentOS

    clerk, writer, lead = agent(), agent("Writer"), FakeModel()
    team = Team(name="Shop", members=[agent("Member")], model=lead, telemetry=False)
    workflow = Workflow(name="Report", steps=[Step(name="write", agent=writer)])
    served = AgentOS(agents=[clerk], teams=[team], workflows=[workflow], telemetry=False)

    assert wrap(served) is served
    assert is_wrapped(clerk.model, writer.model, team.model, team.members[0].model)
    assert savings_of(served)["total_requests"] == 0


def test_teams_of_any_depth():
    team = Team(members=[agent()], model=FakeModel(), telemetry=False)
    for _ in range(2000):
        team = Team(members=[team], model=FakeModel(), telemetry=False)
    wrap_team(team)
    while isinstance(team, Team):
        assert is_wrapped(team.model)
        [team] = team.members
    assert is_wrapped(team.model)


@pytest.mark.parametrize("wrapping", [wrap, wrap_agent, wrap_team, wrap_workflow, savings_of])
def test_what_is_no_tree_is_refused(wrapping):
    for wrong in (FakeModel(), None, "agent", [agent()]):
        with pytest.raises(ProviderError, match=type(wrong).__name__):
            wrapping(wrong)


@pytest.mark.parametrize("wrapping", [wrap_agent, wrap_team, wrap_workflow])
def test_each_takes_its_own_kind(wrapping):
    kinds = {
        wrap_agent: Agent(model=FakeModel(), telemetry=False),
        wrap_team: Team(members=[], model=FakeModel(), telemetry=False),
        wrap_workflow: Workflow(name="Empty", steps=[]),
    }
    wrapping(kinds.pop(wrapping))
    for other in kinds.values():
        with pytest.raises(ProviderError):
            wrapping(other)


def test_settings_are_checked():
    with pytest.raises(ConfigurationError):
        wrap_agent(agent(), "gpt-4o")
