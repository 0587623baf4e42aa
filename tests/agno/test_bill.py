"""The bill: what requests cost, projected and as the provider reported, on the model, on the run and in the hooks."""

import asyncio
import copy
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from agno.agent import Agent
from agno.models.message import Message
from agno.models.response import ModelResponse
from agno.run.agent import RunOutput
from agno.team import Team

from headroom import HeadroomConfig, ModelPrice, UnknownSessionError
from headroom._account.bill import Caching
from headroom._account.ledger import SavingsLedger
from headroom._models.price import given_prices
from headroom._planning.engine import Engine
from headroom.integrations.agno import HeadroomAgnoModel, HeadroomPostHook, HeadroomPreHook
from headroom.integrations.agno.terms import terms_of
from headroom.integrations.agno.usage import usage_of_response
from headroom.testing import FakeModel, Reply, ToolCall, Usage

COUNTS = {"tokens_before": 10_000, "tokens_after": 4_000, "cached_before": 6_400, "cached_after": 2_560}
OF_OPENAI = Usage(input_tokens=4_000, cache_read_tokens=2_560)
OF_ANTHROPIC = Usage(input_tokens=100, cache_read_tokens=2_560, cache_write_tokens=1_340)


@pytest.fixture
def planned(monkeypatch):
    """Every plan comes to these counts, whatever the conversation."""

    def plan_to(**counts):
        send, asend = Engine.send, Engine.asend

        async def asent(*args):
            return (await asend(*args))._replace(**counts)

        monkeypatch.setattr(Engine, "send", lambda *args: send(*args)._replace(**counts))
        monkeypatch.setattr(Engine, "asend", asent)

    plan_to(**COUNTS)
    return plan_to


def wrapped(usage, config=None, **settings):
    model = FakeModel(lambda _: Reply("ok", usage=usage), **settings)
    return HeadroomAgnoModel(model, config)


def claude(usage, **requested):
    model = FakeModel(lambda _: Reply("ok", usage=usage), id="claude-sonnet-4-5", provider="Anthropic")
    vars(model).update(requested)
    return HeadroomAgnoModel(model)


def ask(model, session_id="s"):
    run = RunOutput(run_id="r", session_id=session_id)
    model.invoke(messages=[Message(role="user", content="Hi")], run_response=run)
    return model.metrics_history[-1]


def test_a_request_is_projected_by_our_counts(planned):
    metrics = ask(wrapped(Usage()))

    assert (metrics.cached_before, metrics.cached_after, metrics.caching) == (6_400, 2_560, "assumed")
    assert metrics.projected_cost_before == 0.017  # 3,600 x 2.50 + 6,400 x 1.25 millionths
    assert metrics.projected_cost_after == 0.0068  # 1,440 x 2.50 + 2,560 x 1.25
    assert metrics.projected_cost_saved == 0.0102
    assert (metrics.reported, metrics.real_cost, metrics.projected_real_cost_before) == (None, None, None)


def test_usage_in_openais_shape_is_the_real_bill(planned):
    metrics = ask(wrapped(OF_OPENAI))

    assert metrics.reported == (1_440, 2_560, 0)
    assert metrics.caching == "reported"
    assert metrics.real_cost == 0.0068
    assert metrics.projected_real_cost_before == 0.017
    assert metrics.projected_real_cost_saved == 0.0102


def test_usage_in_anthropics_shape_is_the_real_bill(planned):
    metrics = ask(claude(OF_ANTHROPIC, request_params={"cache_control": {"type": "ephemeral"}}))

    assert metrics.projected_cost_before == 0.01542  # 6,400 x 0.30 + 3,600 x 3.75
    assert metrics.reported == (100, 2_560, 1_340)
    assert metrics.real_cost == 0.006093  # 100 x 3.00 + 2,560 x 0.30 + 1,340 x 3.75
    assert metrics.projected_real_cost_before == 0.0152325  # 250 x 3.00 + 6,400 x 0.30 + 3,350 x 3.75


@pytest.mark.parametrize(
    ("requested", "caching", "before"),
    [
        ({}, "off", 0.03),
        ({"cache_system_prompt": True}, "off", 0.03),
        ({"cache_tools": True}, "off", 0.03),
        ({"request_params": {"temperature": 1}}, "off", 0.03),
        ({"request_params": {"cache_control": {"type": "ephemeral"}}}, "assumed", 0.01542),
        ({"extra_body": {"cache_control": {"type": "ephemeral"}}}, "assumed", 0.01542),
        ({"request_params": {"cache_control": {"type": "ephemeral", "ttl": "1h"}}}, "assumed", 0.02352),
    ],
    ids=str,
)
def test_claude_caches_what_it_is_asked_to(planned, requested, caching, before):
    metrics = ask(claude(Usage(), **requested))
    assert (metrics.caching, metrics.projected_cost_before) == (caching, before)


@pytest.mark.parametrize(
    ("model", "split"),
    [
        (wrapped(Usage()), (1_440, 2_560, 0)),
        (wrapped(OF_OPENAI), (1_440, 2_560, 0)),
        (claude(Usage(), request_params={"cache_control": {"type": "ephemeral"}}), (0, 2_560, 1_440)),
        (claude(Usage()), (4_000, 0, 0)),
        (wrapped(Usage(), id="my-deployment"), (4_000, 0, 0)),
    ],
    ids=["OpenAI", "OpenAI, reported", "Claude, cached", "Claude", "no price"],
)
def test_what_is_planned_is_split_by_how_it_is_billed(planned, model, split):
    assert ask(model).projected == split
    for summary in (model.get_savings_summary(), model.get_savings_summary("s"), *model.savings_by_session.values()):
        kinds = ("uncached", "cache_read", "cache_write")
        assert tuple(summary[f"projected_{kind}_tokens"] for kind in kinds) == split


@pytest.mark.parametrize(
    ("blocks", "cached", "hour"),
    [
        ("Be brief.", False, False),
        ("", False, False),
        ([SimpleNamespace(text="Be brief.", cache=True, ttl="1h")], True, True),
        ([SimpleNamespace(text="Be brief.", cache=True, ttl=None), SimpleNamespace(text="!")], True, False),
        ([SimpleNamespace(text="Be brief.", cache=True), {"text": "!"}, None], True, False),
        (lambda: 1 / 0, True, False),
    ],
    ids=["text", "empty", "for an hour", "one of two", "of several kinds", "called"],
)
def test_system_prompt_blocks_are_read_as_agno_takes_them(blocks, cached, hour):
    model = FakeModel(["ok"], id="claude-sonnet-4-5")
    model.system_prompt_blocks = blocks
    terms = terms_of(model, given_prices({}))
    assert (terms.caching, terms.hour) == (Caching.SYSTEM if cached else Caching.OFF, hour)


@pytest.mark.parametrize("strict", [False, True])
def test_terms_that_cannot_be_found_cost_the_price_alone(planned, strict, caplog):
    model = HeadroomAgnoModel(FakeModel([Reply("ok", usage=OF_OPENAI)]), HeadroomConfig(strict=strict))
    model._headroom.wrapped.system_prompt_blocks = model.system_prompt_blocks = 5
    model.id = "claude-sonnet-4-5"
    metrics = ask(model)

    assert (metrics.tokens_saved, metrics.caching, metrics.projected_cost_saved) == (6_000, "reported", None)
    summary = model.get_savings_summary()
    assert (summary["total_requests"], summary["unpriced_requests"], summary["total_faults"]) == (1, 1, 1)
    assert "could not account" in caplog.text


@pytest.mark.parametrize("failing", ["record", "settle"])
def test_an_account_that_fails_never_costs_the_answer(planned, failing, monkeypatch):
    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(SavingsLedger, failing, fail)
    model = wrapped(OF_OPENAI, HeadroomConfig(strict=True))
    asked = {"messages": [Message(role="user", content="Hi")], "run_response": RunOutput(run_id="r")}
    assert model.invoke(**asked).content == "ok"
    assert "".join(delta.content or "" for delta in model.invoke_stream(**asked)) == "ok"
    assert model.get_savings_summary()["total_faults"] == (2 if failing == "record" else 1)


def test_a_cached_system_prompt_makes_no_difference_to_what_is_saved(planned):
    read = Usage(input_tokens=3_000, cache_read_tokens=1_000)
    metrics = ask(claude(read, cache_system_prompt=True))
    assert metrics.projected_real_cost_saved == 0.018  # 6,000 x 3.00

    written = Usage(input_tokens=3_000, cache_write_tokens=1_000)
    metrics = ask(claude(written, cache_system_prompt=True, extended_cache_time=True))
    assert metrics.real_cost == 0.015  # 3,000 x 3.00 + 1,000 x 6.00


def test_a_model_without_a_price_is_counted_and_has_no_cost(planned):
    model = wrapped(OF_OPENAI, id="my-deployment")
    metrics = ask(model)
    summary = model.get_savings_summary()

    assert (metrics.tokens_saved, metrics.reported) == (6_000, (1_440, 2_560, 0))
    for name in ("projected_cost_before", "projected_cost_saved", "real_cost", "projected_real_cost_saved"):
        assert getattr(metrics, name) is summary[name] is None
    assert (summary["unpriced_requests"], summary["reported_uncached_tokens"]) == (1, 1_440)


def test_a_price_of_ones_own(planned):
    config = HeadroomConfig(model_prices={"my-deployment": ModelPrice(10.0, 1.0), "gpt-4o": ModelPrice(1.0)})

    assert ask(wrapped(OF_OPENAI, config, id="my-deployment")).real_cost == 0.01696  # 1,440 x 10 + 2,560 x 1
    assert ask(wrapped(OF_OPENAI, config)).real_cost == 0.004


@pytest.mark.parametrize(
    ("given", "asked", "held"),
    [
        ("claude-sonnet-4.5", "claude-sonnet-4-5", True),
        ("claude-sonnet-4-5", "openrouter/anthropic/claude-sonnet-4.5", True),
        ("claude-sonnet-4-5", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", True),
        ("ollama/llama3", "llama3:latest", True),
        ("llama3:latest", "ollama/llama3", True),
        ("azure/gpt-4o", "gpt-4o", False),
        ("gpt-4o", "gpt-4o-mini", False),
    ],
)
def test_a_price_holds_for_the_other_spellings_of_its_model(planned, given, asked, held):
    metrics = ask(wrapped(OF_OPENAI, HeadroomConfig(model_prices={given: ModelPrice(1000.0)}), id=asked))
    assert (metrics.real_cost == 4.0) == held


def test_the_price_of_the_id_itself_comes_first():
    given = given_prices({"gpt-4o": ModelPrice(1.0), "gpt-4o-2024-05-13": ModelPrice(2.0), "GPT-4o": ModelPrice(3.0)})
    ids = ("gpt-4o", "gpt-4o-2024-05-13", "gpt-4o-2024-08-06", "GPT-4o", "Gpt-4o")
    assert [given.of(model).input for model in ids] == [1.0, 2.0, 1.0, 3.0, 1.0]


@pytest.mark.parametrize("mode", ["audit", "simulate"])
def test_what_is_sent_as_it_is_costs_what_the_original_costs(planned, mode):
    model = wrapped(Usage(input_tokens=10_000, cache_read_tokens=6_400), HeadroomConfig(default_mode=mode))
    metrics = ask(model)

    assert metrics.projected_cost_saved == 0.0102, "what would be saved"
    assert metrics.real_cost == metrics.projected_real_cost_before == 0.017
    assert metrics.projected_real_cost_saved == 0.0


def test_sending_less_may_cost_more(planned):
    planned(tokens_before=5_000, cached_before=4_864, tokens_after=4_500, cached_after=0)
    assert ask(wrapped(Usage())).projected_cost_saved == -0.00483  # 136 x 2.50 + 4,864 x 1.25 less 4,500 x 2.50


@pytest.mark.parametrize("stream", ["invoke_stream", "ainvoke_stream"])
async def test_usage_that_comes_in_parts_is_billed_once(planned, stream):
    class InParts(FakeModel):
        """Says at first what it read, then all, then all again, as providers do."""

        def invoke_stream(self, messages, *args, **kwargs):
            for usage in (Usage(input_tokens=100), OF_OPENAI, OF_OPENAI, None, Usage()):
                metrics = usage and type(Message(role="assistant").metrics)(**vars(usage))
                yield ModelResponse(role="assistant", content="o", response_usage=metrics)

        async def ainvoke_stream(self, messages, *args, **kwargs):
            for delta in self.invoke_stream(messages):
                yield delta

    model, run = HeadroomAgnoModel(InParts()), RunOutput(run_id="r")
    deltas = getattr(model, stream)(messages=[Message(role="user", content="Hi")], run_response=run)
    assert len([delta async for delta in deltas] if stream == "ainvoke_stream" else list(deltas)) == 5

    assert [metrics.real_cost for metrics in model.metrics_history] == [0.0068]
    summary = model.get_savings_summary()
    assert (summary["total_requests"], summary["reported_requests"], summary["real_cost"]) == (1, 1, 0.0068)


def test_a_stream_that_is_left_is_billed_as_far_as_it_is_known(planned):
    model = wrapped(OF_OPENAI)
    deltas = model.invoke_stream(messages=[Message(role="user", content="Hi")], run_response=RunOutput(run_id="r"))
    next(deltas)
    assert model.get_savings_summary()["total_requests"] == 1
    deltas.close()

    summary = model.get_savings_summary()
    assert (summary["total_requests"], summary["projected_cost_after"]) == (1, 0.0068)
    assert (summary["reported_requests"], summary["real_cost"]) == (0, None)


def test_metrics_that_agno_replaces_meanwhile_are_no_obstacle(planned):
    model, run = wrapped(OF_OPENAI), RunOutput(run_id="r")
    run.metrics = type(Agent(model=FakeModel(["ok"]), telemetry=False).run("Hi").metrics)()
    deltas = model.invoke_stream(messages=[Message(role="user", content="Hi")], run_response=run)
    next(deltas)
    run.metrics = type(run.metrics)()
    list(deltas)

    assert run.metrics.additional_metrics["headroom"]["real_cost"] == 0.0068
    assert model.get_savings_summary()["total_faults"] == 0


def test_what_is_reset_stays_so_when_a_stream_ends_later(planned):
    model = wrapped(OF_OPENAI)
    deltas = model.invoke_stream(messages=[Message(role="user", content="Hi")], run_response=RunOutput(run_id="r"))
    next(deltas)
    model.reset()
    list(deltas)

    assert model.get_savings_summary()["reported_requests"] == 0
    assert model.savings_by_session == {}


def test_the_summary_by_model_and_by_session(planned):
    model = wrapped(OF_OPENAI)
    for session in ("a", "b", "a", None):
        ask(model, session)
    model.id = "gpt-4o-mini"
    ask(model, "b")
    summary = model.get_savings_summary()

    assert summary["total_requests"] == 5
    assert summary["real_cost"] == pytest.approx(4 * 0.0068 + 0.000408)  # 1,440 x 0.15 + 2,560 x 0.075
    assert {name: one["total_requests"] for name, one in summary["models"].items()} == {"gpt-4o": 4, "gpt-4o-mini": 1}
    assert summary["models"]["gpt-4o-mini"]["real_cost"] == 0.000408
    assert model.get_savings_summary(session_id="a")["projected_cost_saved"] == 0.0204
    with pytest.raises(UnknownSessionError, match="'unknown'"):
        model.get_savings_summary("unknown")
    sessions = model.savings_by_session
    assert {session: one["total_requests"] for session, one in sessions.items()} == {"a": 2, "b": 2, None: 1}
    assert json.loads(json.dumps(summary)) == summary


def test_requests_with_and_without_a_report(planned):
    model = HeadroomAgnoModel(FakeModel([Reply("ok", usage=OF_OPENAI), Reply("ok", usage=Usage())]))
    ask(model)
    assert model.get_savings_summary()["caching"] == "reported"
    ask(model)
    assert model.get_savings_summary()["caching"] == "mixed"
    assert model.get_savings_summary()["reported_requests"] == 1


def test_threads_and_tasks_share_one_exact_account(planned):
    model = wrapped(OF_OPENAI)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ask(model, f"s{number % 7}"), range(400)))

    summary = model.get_savings_summary()
    assert (summary["total_requests"], summary["reported_requests"]) == (400, 400)
    assert (summary["real_cost"], summary["projected_cost_saved"]) == (2.72, 4.08)
    sessions = model.savings_by_session.values()
    assert sum(session["reported_uncached_tokens"] for session in sessions) == 400 * 1_440


async def test_the_bill_reaches_the_run_and_the_post_hook(twins, play, mode, agno_version, planned):
    if agno_version < (2, 2) and mode.endswith("stream"):
        pytest.skip("agno 2.1 runs no post-hooks when it streams")
    post = HeadroomPostHook()
    _, agent = twins([Reply(tool_calls=[ToolCall("get_orders")], usage=OF_OPENAI), Reply("Done.", usage=OF_OPENAI)])
    agent.post_hooks = [post]
    output, _ = await play(agent, "How are we doing?", mode)

    noted = output.metrics.additional_metrics["headroom"]
    summary = agent.model.get_savings_summary()
    assert (noted["requests"], noted["reported_requests"], noted["unpriced_requests"]) == (2, 2, 0)
    for name in ("projected_cost_before", "projected_cost_after", "projected_cost_saved"):
        assert noted[name] == summary[name] > 0
    assert (noted["real_cost"], noted["projected_real_cost_saved"]) == (0.0136, 0.0204)
    assert post.get_summary()["tokens_saved"] == 12_000
    assert post.get_summary()["real_cost"] == 0.0136
    assert post.get_summary()["projected_real_cost_saved"] == 0.0204


def test_a_teams_members_are_in_the_post_hooks_sums(planned, agno_version):
    if agno_version < (2, 2):
        pytest.skip("agno 2.1 replaces a team's metrics at the end of the run")
    post = HeadroomPostHook()
    call = ToolCall("delegate_task_to_member", {"member_id": "clerk", "task": "Count."})
    leader = HeadroomAgnoModel(FakeModel([Reply(tool_calls=[call], usage=OF_OPENAI), Reply("Done.", usage=OF_OPENAI)]))
    member = wrapped(OF_OPENAI)
    clerk = Agent(name="Clerk", id="clerk", model=member, telemetry=False)
    Team(members=[clerk], model=leader, post_hooks=[post], telemetry=False).run("How many?")

    assert member.get_savings_summary()["total_requests"] == 1
    assert post.get_summary()["real_cost"] == pytest.approx(3 * 0.0068)


def test_the_pre_hook_prices_what_comes_in(planned):
    pre = HeadroomPreHook(model="gpt-4o")
    pre("Hi")
    assert pre.get_savings_summary()["projected_cost_saved"] == 0.0102
    assert pre.metrics_history[0].projected_cost_before == 0.017


def test_copies_share_the_account_and_pickles_begin_one(planned):
    model = HeadroomAgnoModel(FakeModel([Reply("ok", usage=OF_OPENAI)] * 2))
    ask(copy.deepcopy(model))

    assert model.get_savings_summary()["real_cost"] == 0.0068
    assert pickle.loads(pickle.dumps(model)).get_savings_summary()["total_requests"] == 0


async def test_concurrent_runs_of_many_sessions(planned):
    model = wrapped(OF_OPENAI)
    runs = [RunOutput(run_id=f"r{number}", session_id=f"s{number % 5}") for number in range(50)]
    asked = [Message(role="user", content="Hi")]
    await asyncio.gather(*(model.ainvoke(messages=list(asked), run_response=run) for run in runs))

    assert [session["total_requests"] for session in model.savings_by_session.values()] == [10] * 5
    assert {run.session_id for run in runs} == set(model.savings_by_session)


@pytest.mark.parametrize(
    ("provider", "usage", "billed"),
    [
        ("OpenAI", {"input_tokens": 100, "cache_read_tokens": 60}, (40, 60, 0)),
        ("OpenAI", {"input_tokens": 100, "cache_read_tokens": 60, "cache_write_tokens": 30}, (10, 60, 30)),
        ("Anthropic", {"input_tokens": 100, "cache_read_tokens": 60}, (100, 60, 0)),
        ("AwsBedrock", {"input_tokens": 0, "cache_read_tokens": 60, "cache_write_tokens": 5}, (0, 60, 5)),
        ("OpenAI", {"input_tokens": 50, "cache_read_tokens": 60, "cache_write_tokens": 5}, (0, 50, 0)),
        ("OpenAI", {"input_tokens": 0}, None),
        ("OpenAI", {"input_tokens": -3, "cache_read_tokens": None}, None),
    ],
)
def test_usage_is_read_by_the_providers_custom(provider, usage, billed):
    metrics = type("Metrics", (), usage)()
    assert usage_of_response(metrics, provider).billed == billed


@pytest.mark.parametrize(
    ("provider", "usage", "written"),
    [
        ("OpenAI", {"output_tokens": 100, "reasoning_tokens": 60}, 100),
        ("Google", {"output_tokens": 100, "reasoning_tokens": 60}, 160),
        ("Google", {"output_tokens": 160}, 160),  # as agno before 2.9 has it
        ("Anthropic", {"output_tokens": -1}, 0),
    ],
)
def test_thoughts_are_output(provider, usage, written):
    metrics = type("Metrics", (), {"input_tokens": 5, **usage})()
    assert usage_of_response(metrics, provider).output == written
