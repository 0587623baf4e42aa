"""The bill over the wire: what the providers' own SDKs report, and what their caches are asked for."""

import json

import pytest
from agno.agent import Agent
from agno.models.anthropic import Claude
from agno.models.message import Message
from agno.models.openai import OpenAIChat
from tests.agno.retrieving import LOSSLESS
from tests.provider_stub import ANSWER, Usage

from headroom import HeadroomConfig
from headroom.integrations.agno import HeadroomAgnoModel

FIVE_MINUTES, HOUR = {"type": "ephemeral"}, {"type": "ephemeral", "ttl": "1h"}
SILENT = Usage(0, 0, 0)
RULES = "Name the order and its customer. " * 400  # enough to be cached
SEARCH = {"type": "web_search_20250305", "name": "web_search", "cache_control": HOUR}


def lossless(model):
    return HeadroomAgnoModel(model, LOSSLESS)


@pytest.fixture
def agent_of(tools):
    """An agent on a model, wrapped unless it should not be."""

    def make(model, wrap=lossless, more_tools=()):
        return Agent(model=wrap(model), tools=[*tools, *more_tools], instructions=RULES, telemetry=False)

    return make


@pytest.mark.parametrize(
    ("provider", "usages", "real_cost"),
    [
        # 3,000 x 2.50; 1,440 x 2.50 + 2,560 x 1.25 millionths
        ("openai", [Usage(3_000), Usage(1_440, 2_560)], 0.0143),
        # 100 x 5.00 + 2,900 x 6.25; 100 x 5.00 + 2,560 x 0.50 + 1,340 x 6.25
        ("claude", [Usage(100, 0, 2_900), Usage(100, 2_560, 1_340)], 0.02878),
    ],
    ids=["openai", "claude"],
)
async def test_the_real_bill(stub, request, agent_of, play, mode, provider, usages, real_cost):
    stub.usages = usages
    agent = agent_of(request.getfixturevalue(provider))
    await play(agent, "How are we?", mode)

    history, summary = agent.model.metrics_history, agent.model.get_savings_summary()
    assert [metrics.reported for metrics in history] == usages
    assert (summary["reported_requests"], summary["caching"], summary["real_cost"]) == (2, "reported", real_cost)
    assert summary["reported_uncached_tokens"] == sum(usage.uncached for usage in usages)
    assert summary["reported_cache_read_tokens"] == sum(usage.cache_read for usage in usages)
    assert summary["reported_cache_write_tokens"] == sum(usage.cache_write for usage in usages)
    assert summary["projected_real_cost_saved"] == pytest.approx(summary["projected_real_cost_before"] - real_cost)
    assert history[0].projected_real_cost_saved == 0 < history[1].projected_real_cost_saved
    assert summary["models"][agent.model.id]["real_cost"] == real_cost
    assert sum(one["real_cost"] for one in agent.model.savings_by_session.values()) == real_cost


@pytest.mark.parametrize(("provider", "real_cost"), [("openai", 0.0136), ("claude", 0.02031)])
def test_the_run_and_the_session_have_it(stub, request, agent_of, provider, real_cost):
    """Twice 1,440 x 2.50 + 2,560 x 1.25, or twice 100 x 5.00 + 2,560 x 0.50 + 1,340 x 6.25."""
    stub.usages = [Usage(1_440, 2_560) if provider == "openai" else Usage(100, 2_560, 1_340)]
    agent = agent_of(request.getfixturevalue(provider))
    output = agent.run("How are we?", session_id="s")

    noted = output.metrics.additional_metrics["headroom"]
    assert noted["real_cost"] == agent.model.get_savings_summary("s")["real_cost"] == real_cost
    assert noted["projected_real_cost_saved"] == agent.model.get_savings_summary()["projected_real_cost_saved"] > 0


def test_writes_count_whether_agno_hands_them_on_or_not(stub, agent_of):
    """Agno does so from 3 on."""
    stub.usages = [Usage(0, 2_048, 1_000)]
    agent = agent_of(OpenAIChat(id="gpt-5.6-luna", api_key="none", base_url=f"{stub.url}/v1"))
    agent.run("How are we?")

    assert agent.model.get_savings_summary()["real_cost"] == 0.00058192  # twice 2,048 x 0.02 + 1,000 x 0.25


def test_what_openai_will_have_cached_is_projected(stub, openai, agent_of):
    stub.usages = [SILENT]
    agent = agent_of(openai)
    agent.run("How are we?")
    first, second = agent.model.metrics_history

    read = second.cached_after - second.cached_after % 128
    assert (first.caching, second.caching, first.cached_after) == ("assumed", "assumed", 0)
    assert first.projected_cost_after == pytest.approx(first.tokens_after * 2.5e-6)
    assert 1_024 <= read <= first.tokens_after
    assert second.projected_cost_after == pytest.approx((second.tokens_after - read) * 2.5e-6 + read * 1.25e-6)


def test_what_claude_is_asked_to_cache_is_projected(stub, claude, agent_of):
    stub.usages, claude.request_params = [SILENT], {"cache_control": FIVE_MINUTES}
    agent = agent_of(claude)
    agent.run("How are we?")
    first, second = agent.model.metrics_history

    read = second.cached_after
    assert (first.caching, second.caching) == ("assumed", "assumed")
    assert first.projected_cost_after == pytest.approx(first.tokens_after * 6.25e-6)
    assert second.projected_cost_after == pytest.approx((second.tokens_after - read) * 6.25e-6 + read * 0.5e-6)


def system_blocks(*ttls):
    from agno.models.anthropic.claude import SystemPromptBlock

    return [SystemPromptBlock(text="Be brief.", ttl=ttl) for ttl in ttls]


@pytest.mark.parametrize(
    ("settings", "asked", "caching", "written"),
    [
        ({}, {}, "off", 6.25),
        ({"cache_system_prompt": True}, {"system.0": FIVE_MINUTES}, "off", 6.25),
        ({"cache_system_prompt": True, "extended_cache_time": True}, {"system.0": HOUR}, "off", 10.0),
        ({"extended_cache_time": True}, {}, "off", 6.25),
        ({"request_params": {"cache_control": FIVE_MINUTES}}, {"": FIVE_MINUTES}, "assumed", 6.25),
        ({"request_params": {"cache_control": HOUR}}, {"": HOUR}, "assumed", 10.0),
        ({"request_params": {"extra_body": {"cache_control": HOUR}}}, {"": HOUR}, "assumed", 10.0),
    ],
    ids=json.dumps,
)
def test_caching_is_as_it_was_asked_for(stub, claude, agent_of, settings, asked, caching, written):
    vars(claude).update(settings)
    assert asks(stub, agent_of(claude)) == (asked, caching, written)


@pytest.mark.skipif(not hasattr(Claude, "system_prompt_blocks"), reason="agno 2.1: Claude caches no tools or blocks")
@pytest.mark.parametrize(
    ("settings", "asked", "written"),
    [
        ({"cache_tools": True}, {"tools.2": FIVE_MINUTES}, 6.25),
        ({"cache_tools": True, "extended_cache_time": True}, {"tools.2": FIVE_MINUTES}, 6.25),
        ({"system_prompt_blocks": [None]}, {"system.1": FIVE_MINUTES}, 6.25),
        ({"system_prompt_blocks": ["1h", "5m"]}, {"system.1": HOUR, "system.2": FIVE_MINUTES}, 10.0),
        ({"system_prompt_blocks": ["5m"], "extended_cache_time": True}, {"system.1": FIVE_MINUTES}, 6.25),
        pytest.param(
            {"system_prompt_blocks": lambda: [None], "extended_cache_time": True}, {"system.1": HOUR}, 10.0, id="called"
        ),
    ],
    ids=repr,
)
def test_caching_of_tools_and_blocks(stub, claude, agent_of, settings, asked, written):
    vars(claude).update(settings)
    ttls = settings.get("system_prompt_blocks", [])
    claude.system_prompt_blocks = (lambda: system_blocks(*ttls())) if callable(ttls) else system_blocks(*ttls)
    assert asks(stub, agent_of(claude)) == (asked, "off", written)


def asks(stub, agent):
    """Where a request asks for caching, what is made of it, and the price of the writes that are reported."""
    stub.usages = [SILENT, Usage(0, 0, 1_000_000)]
    agent.run("How are we?")
    first, second = agent.model.metrics_history
    return dict(breakpoints(stub.bodies[0])), first.caching, second.real_cost


def breakpoints(value, *path):
    """Where a body asks for caching, and for how long."""
    if isinstance(value, dict) and "cache_control" in value:
        yield ".".join(path), value["cache_control"]
    for key, part in parts(value):
        yield from breakpoints(part, *path, str(key))


def parts(value):
    return value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()


def differences(one, other, *path):
    """The paths where two bodies differ, with what stands there."""
    if one == other:
        return
    if [key for key, _ in parts(one)] != [key for key, _ in parts(other)] or not parts(one):
        yield ".".join(path), one, other
        return
    for (key, part), (_, twin) in zip(parts(one), parts(other), strict=True):
        yield from differences(part, twin, *path, str(key))


def question(data):
    """A user's message in blocks, with breakpoints behind the table and at the end."""
    return Message(
        role="user",
        content=[
            {"type": "text", "text": json.dumps(data["orders"]()), "cache_control": HOUR},
            {"type": "text", "text": "How are we?", "cache_control": FIVE_MINUTES},
        ],
    )


async def test_breakpoints_of_ones_own_stay_where_they_are(stub, claude, agent_of, play, mode, data):
    claude.cache_system_prompt = claude.extended_cache_time = True
    for wrap in (lambda model: model, lossless):
        output, _ = await play(agent_of(claude, wrap, [SEARCH]), question(data), mode)
        assert output.content == ANSWER

    plain, wrapped = stub.bodies[1], stub.bodies[3]
    asked = {"system.0": HOUR, "tools.3": HOUR, "messages.0.content.0": HOUR, "messages.0.content.1": FIVE_MINUTES}
    assert dict(breakpoints(plain)) == dict(breakpoints(wrapped)) == asked
    changed = {path: (one, other) for path, one, other in differences(plain, wrapped)}
    assert [path.rpartition(".")[2] for path in changed] == ["text", "content", "content"]
    assert all(len(other) < len(one) for one, other in changed.values())


@pytest.mark.parametrize("own", ["in tools", "in messages"])
def test_breakpoints_of_ones_own_are_billed_as_reported(stub, claude, agent_of, data, own):
    """What is not sent would have been read anew, unless the caller has some of the conversation cached."""
    claude.cache_system_prompt = True
    stub.usages = [SILENT, Usage(0, 3_000, 1_000)]
    agent = agent_of(claude, more_tools=[SEARCH] if own == "in tools" else [])
    agent.run("How are we?" if own == "in tools" else question(data))
    first, second = agent.model.metrics_history

    assert first.caching == "off"
    assert second.real_cost == 0.0115  # 3,000 x 0.50 + 1,000 x 10.00
    anew = 5e-6 * round(second.tokens_saved * 4_000 / second.tokens_after)
    assert (second.projected_real_cost_saved == pytest.approx(anew)) == (own == "in tools")


@pytest.mark.parametrize("settings", [{}, {"cache_system_prompt": True}, {"request_params": {"cache_control": HOUR}}])
async def test_bodies_are_equal_but_for_the_results(stub, claude, openai, agent_of, play, mode, settings):
    for model in (claude, openai):
        vars(claude).update(settings)
        stub.bodies.clear()
        for wrap in (lambda model: model, lossless):
            await play(agent_of(model, wrap), "How are we?", mode)

        assert stub.bodies[0] == stub.bodies[2]
        changed = [path for path, _, _ in differences(stub.bodies[1], stub.bodies[3])]
        assert len(changed) == 2
        assert all(path.endswith(".content") for path in changed)


def test_modes_that_send_the_original_bill_it(stub, claude, agent_of):
    stub.usages = [Usage(100, 2_560, 1_340)]
    agent = agent_of(claude, lambda model: HeadroomAgnoModel(model, HeadroomConfig(default_mode="simulate")))
    agent.run("How are we?")
    summary = agent.model.get_savings_summary()

    assert summary["real_cost"] == summary["projected_real_cost_before"] == 0.02031
    assert summary["projected_real_cost_saved"] == 0
    assert summary["projected_cost_saved"] > 0
