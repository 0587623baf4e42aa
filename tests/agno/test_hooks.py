"""Hooks watch agents and teams without changing anything."""

import copy
import json
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from agno.agent import Agent
from agno.models.message import Message
from agno.team import Team
from pydantic import BaseModel

from headroom import ConfigurationError, HeadroomConfig, SmartCrusherConfig, ValidationError
from headroom.integrations.agno import (
    HeadroomAgnoModel,
    HeadroomPostHook,
    HeadroomPreHook,
    HookMetrics,
    create_headroom_hooks,
)
from headroom.testing import FakeModel, Reply, ToolCall, Usage

# What the post-hook says of runs in which no wrapped model took part.
NOTHING_SAVED = {
    "tokens_saved": 0,
    "projected_cost_saved": None,
    "real_cost": None,
    "projected_real_cost_saved": None,
}


@pytest.fixture
def question(data):
    return f"Analyze this large JSON: {json.dumps(data['orders']())}"


@pytest.fixture
def mode(request, mode, agno_version):
    if agno_version < (2, 2) and mode.endswith("stream"):
        pytest.skip("agno 2.1 runs no post-hooks when it streams")
    return mode


def hooked(pre, post, **settings):
    model = FakeModel(lambda _: Reply("Fine.", usage=Usage(input_tokens=300, output_tokens=20)))
    return {"model": model, "pre_hooks": [pre], "post_hooks": [post], "telemetry": False, **settings}


@pytest.mark.parametrize("kind", ["agent", "team"])
async def test_they_run_for_agents_and_teams_in_every_mode(play, mode, kind, question):
    pre, post = create_headroom_hooks(token_alert_threshold=100)
    members = {"members": [Agent(name="Clerk", model=FakeModel(), telemetry=False)]} if kind == "team" else {}
    watched = (Team if members else Agent)(**hooked(pre, post, **members))
    output, _ = await play(watched, question, mode)

    assert output.content == "Fine."
    assert output.input.input_content == question
    [metrics] = pre.metrics_history
    assert isinstance(metrics, HookMetrics)
    assert metrics.tokens_saved == metrics.tokens_before - metrics.tokens_after > 0
    summary = {"total_requests": 1, "total_tokens": 320, "average_tokens": 320.0, "alerts": 1}
    assert post.get_summary() == {**summary, **NOTHING_SAVED}
    assert post.alerts == ["Token alert: 320 tokens exceed the threshold of 100"]


async def test_usage_of_a_tool_loop_is_added_up(play, mode, tools):
    pre, post = create_headroom_hooks()
    usage = Usage(input_tokens=300, output_tokens=20)
    steps = [Reply(tool_calls=[ToolCall("get_orders")], usage=usage), Reply("Fine.", usage=usage)]
    agent = Agent(model=FakeModel(steps), pre_hooks=[pre], post_hooks=[post], tools=tools, telemetry=False)
    await play(agent, "How are we?", mode)

    assert post.get_summary()["total_tokens"] == 640
    assert post.alerts == []


async def test_usage_of_a_teams_members_is_added(play, mode):
    usage = Usage(input_tokens=300, output_tokens=20)

    def lead(request):
        if request.messages[-1].role == "tool":
            return Reply("Fine.", usage=usage)
        required = request.tools[0]["function"]["parameters"]["required"]
        arguments = dict.fromkeys(required, "Count.") | {"member_id": "clerk"}
        return Reply(tool_calls=[ToolCall("delegate_task_to_member", arguments)], usage=usage)

    clerk = Agent(name="Clerk", id="clerk", model=FakeModel([Reply("40.", usage=usage)]), telemetry=False)
    post = HeadroomPostHook()
    team = Team(members=[clerk], model=FakeModel(lead), post_hooks=[post], telemetry=False)
    await play(team, "How many?", mode)

    assert post.get_summary()["total_tokens"] == 3 * 320


def test_runs_are_counted_one_by_one(question):
    pre, post = create_headroom_hooks()
    agent = Agent(**hooked(pre, post))
    for _ in range(3):
        agent.run(question)

    assert post.total_requests == 3
    assert post.get_summary()["average_tokens"] == 320
    summary = pre.get_savings_summary()
    assert summary["total_requests"] == 3
    assert summary["total_tokens_saved"] == pre.total_tokens_saved == 3 * pre.metrics_history[0].tokens_saved
    assert summary["average_savings_percent"] == pytest.approx(pre.metrics_history[0].savings_percent)


def test_reset_forgets(question):
    pre, post = create_headroom_hooks(token_alert_threshold=1)
    Agent(**hooked(pre, post)).run(question)
    pre.reset()
    post.reset()

    assert (pre.metrics_history, pre.total_tokens_saved, post.total_requests, post.alerts) == ([], 0, 0, [])
    assert set(post.get_summary().values()) == set(pre.get_savings_summary().values()) == {0}


def test_copies_of_an_agent_report_to_the_same_hooks(question):
    pre, post = create_headroom_hooks()
    Agent(**hooked(pre, post)).deep_copy().run(question)

    assert (post.total_requests, len(pre.metrics_history)) == (1, 1)
    assert copy.copy(post) is copy.deepcopy(post) is post


def test_the_pre_hook_takes_whatever_a_run_may_be_given(question):
    pre = HeadroomPreHook()
    inputs = [question, Message(role="user", content=question), [Message(role="user", content=question)]]
    for given in inputs:
        pre(SimpleNamespace(input_content=given))
    assert pre(question) is question

    assert len({metrics.tokens_before for metrics in pre.metrics_history}) == 1
    pre(SimpleNamespace(input_content={"orders": 40}, input_content_string=lambda: '{"orders": 40}'))
    assert pre.metrics_history[-1].tokens_before > 0
    assert isinstance(pre.metrics_history[-1].timestamp, datetime)


class Orders(BaseModel):
    orders: list[dict[str, Any]]
    note: str | None = None


def chat(rows):
    """Both questions hold the rows: what the second repeats of the first is saved as well."""
    return [
        {"role": "user", "content": f"These are our orders: {json.dumps(rows)}"},
        {"role": "assistant", "content": "Thanks."},
        {"role": "user", "content": json.dumps(rows)},
    ]


INPUTS = {
    "a text": lambda rows: f"Analyze {json.dumps(rows)}",
    "texts": lambda rows: ["Analyze these.", json.dumps(rows), json.dumps(rows)],
    "a message": lambda rows: Message(role="user", content=json.dumps(rows)),
    "a dict": lambda rows: {"role": "user", "content": json.dumps(rows)},
    "messages": lambda rows: [Message(**message) for message in chat(rows)],
    "dicts": chat,
    "both": lambda rows: [Message(**chat(rows)[0]), *chat(rows)[1:]],
    "content in parts": lambda rows: [{"role": "user", "content": [{"type": "text", "text": json.dumps(rows)}]}],
    "a pydantic model": lambda rows: Orders(orders=rows),
    "parts": lambda rows: [{"type": "text", "text": json.dumps(rows)}],
    "rows": list,
}


@pytest.mark.parametrize("kind", ["agent", "team"])
@pytest.mark.parametrize("given", INPUTS.values(), ids=INPUTS)
async def test_the_pre_hook_projects_what_the_model_saves(play, mode, kind, given, data):
    pre, post = create_headroom_hooks()
    settings = {**hooked(pre, post), "model": HeadroomAgnoModel(FakeModel(["Fine."]))}
    watched = Team(members=[], **settings) if kind == "team" else Agent(**settings)
    await play(watched, given(data["orders"]()), mode)

    assert pre.total_tokens_saved == watched.model.total_tokens_saved
    # What a team makes of a list of dicts is no JSON.
    assert (pre.total_tokens_saved > 300) != (kind == "team" and given is chat)


def test_the_pre_hook_counts_as_it_is_configured(question):
    config = HeadroomConfig(smart_crusher=SmartCrusherConfig(enabled=False))
    pre, _ = create_headroom_hooks(config=config, model="claude-sonnet-4-5")
    pre(question)

    assert pre.total_tokens_saved == 0
    assert pre.metrics_history[0].model == "claude-sonnet-4-5"


def test_the_pre_hook_keeps_the_last_100():
    pre = HeadroomPreHook()
    for number in range(150):
        pre(f"Question {number}")

    assert len(pre.metrics_history) == 100
    assert pre.get_savings_summary()["total_requests"] == 150


def test_a_fault_of_the_pre_hook_does_not_stop_the_run(monkeypatch, caplog):
    pre = HeadroomPreHook()
    monkeypatch.setattr(pre, "_record", lambda rows: 1 / 0)

    assert pre("Hi") == "Hi"
    assert "could not count" in caplog.text


def run_of(provider, **tokens):
    """A finished run of agno 2.4 or later, with what one provider reported."""
    entry = SimpleNamespace(id="m", provider=provider, **tokens)
    return SimpleNamespace(metrics=SimpleNamespace(details={"model": [entry]}), member_responses=[])


@pytest.mark.parametrize(
    ("provider", "total"), [("Anthropic", 1120), ("AwsBedrock", 1120), ("VertexAI", 1120), ("OpenAI", 120)]
)
def test_cached_input_is_counted_once(provider, total):
    """Anthropic reports cached input beside the input tokens, OpenAI as a part of them."""
    post = HeadroomPostHook()
    post(run_of(provider, input_tokens=100, output_tokens=20, total_tokens=120, cache_read_tokens=1000))

    assert post.get_summary()["total_tokens"] == total


def test_a_run_without_usage_counts_as_a_run():
    post = HeadroomPostHook(token_alert_threshold=1)
    output = SimpleNamespace(metrics=None)

    assert post(output) is output
    summary = {"total_requests": 1, "total_tokens": 0, "average_tokens": 0.0, "alerts": 0}
    assert post.get_summary() == {**summary, **NOTHING_SAVED}


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING"])
def test_every_run_is_logged_at_the_level_asked_for(caplog, level):
    caplog.set_level("DEBUG")
    HeadroomPostHook(log_level=level)(run_of("OpenAI", input_tokens=100, output_tokens=20, total_tokens=120))

    assert [(record.levelname, "120 tokens" in record.message) for record in caplog.records] == [(level, True)]


@pytest.mark.parametrize("wrong", [{"log_level": "LOUD"}, {"token_alert_threshold": 0}, {"token_alert_threshold": -5}])
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(ConfigurationError):
        create_headroom_hooks(**wrong)


def test_a_model_in_the_place_of_its_id_is_refused():
    with pytest.raises(ValidationError, match="model's id"):
        create_headroom_hooks(model=HeadroomAgnoModel(FakeModel([])))


async def test_a_large_input_is_counted_off_the_event_loop():
    pre = HeadroomPreHook()
    pre(large := str([{"id": number, "name": f"order {number}"} for number in range(5000)]))
    assert pre.get_savings_summary()["total_requests"] == 1
    assert pre.metrics_history[0].tokens_before > len(large) / 10


def test_a_run_whose_usage_cannot_be_read_does_not_fail(caplog):
    post = HeadroomPostHook()
    broken = SimpleNamespace(metrics=SimpleNamespace(details={"model": [{"provider": "x"}]}))
    assert post(broken) is broken


@pytest.mark.parametrize(("saving", "words"), [("optimize", "saved"), ("simulate", "would have saved")])
def test_the_line_of_a_run_says_what_was_saved_on_it(caplog, question, saving, words):
    caplog.set_level("INFO")
    model = HeadroomAgnoModel(FakeModel(["Fine."]), config=HeadroomConfig(default_mode=saving))
    Agent(model=model, post_hooks=[HeadroomPostHook()], telemetry=False).run(question)
    [line] = [record.getMessage() for record in caplog.records if record.getMessage().startswith("run used")]
    saved = model.last_request
    told = f"{saved.tokens_saved} of {saved.tokens_before} ({saved.savings_percent:.0f} %)"
    assert line.endswith(f" out), Headroom {words} {told}")


@pytest.mark.parametrize("wrap", [None, HeadroomConfig(default_mode="audit")], ids=["not wrapped", "audit"])
def test_the_line_of_a_run_says_nothing_of_savings_where_none_were_worked_out(caplog, question, wrap):
    caplog.set_level("INFO")
    model = FakeModel(["Fine."]) if wrap is None else HeadroomAgnoModel(FakeModel(["Fine."]), wrap)
    Agent(model=model, post_hooks=[HeadroomPostHook()], telemetry=False).run(question)
    [line] = [record.getMessage() for record in caplog.records if record.getMessage().startswith("run used")]
    assert line.endswith(" out)")


def test_savings_go_by_one_name_and_the_older_one(question):
    pre = HeadroomPreHook()
    Agent(model=FakeModel(["Fine."]), pre_hooks=[pre], telemetry=False).run(question)
    summary = pre.get_savings_summary()
    assert pre.tokens_saved == pre.total_tokens_saved == summary["tokens_saved"] == summary["total_tokens_saved"] > 0
