"""What breakpoints save, on the bill of a run over the wire."""

import pytest
from tests.agno.caching.claude_requests import MINUTES, RULES, SMALLEST, size
from tests.agno.retrieving import LOSSLESS
from tests.prompt_cache import PromptCache


def test_it_is_seen_on_the_bill_what_the_marks_save(stub, claude, agent_of):
    """Without Headroom nothing would have been cached: all of it, and what is not sent, at the price of new input."""
    agent = agent_of(claude)
    agent.run("How are we?")
    summary, history = agent.model.get_savings_summary(), agent.model.metrics_history
    anew = sum(metrics.tokens_before for metrics in history)
    first, second = history

    assert summary["projected_cost_before"] == pytest.approx(5e-6 * anew)
    assert first.projected == (0, 0, first.tokens_after)
    assert second.projected == (0, second.cached_after, second.tokens_after - second.cached_after)
    assert second.cached_after > 0
    assert first.projected_cost_saved == pytest.approx(first.tokens_before * 5e-6 - first.tokens_after * 6.25e-6)
    assert summary["real_cost"] == pytest.approx(
        sum(one.reported.cache_write * 6.25e-6 + one.reported.cache_read * 0.5e-6 for one in history)
    )
    reported = sum(one.reported.total for one in history)
    assert summary["projected_real_cost_before"] > 5e-6 * reported
    assert summary["projected_real_cost_saved"] > 0


@pytest.mark.parametrize("asked", ["system", "whole"])
def test_what_the_users_own_marks_save_is_not_headrooms(stub, claude, agent_of, calls, asked):
    """The same agent, marked by its user alone, costs what is said to be the cost without Headroom."""
    claude.cache_system_prompt = asked == "system"
    claude.request_params = {"cache_control": MINUTES} if asked == "whole" else None
    calls("look_up")
    own, both = agent_of(claude, LOSSLESS), agent_of(claude)
    for agent in (own, both):
        stub.cache = PromptCache(SMALLEST, size)
        agent.run(RULES)

    cost = own.model.get_savings_summary()["real_cost"]
    summary = both.model.get_savings_summary()
    assert summary["projected_real_cost_before"] == pytest.approx(cost, rel=0.05)
    assert (summary["real_cost"] < 0.9 * cost) == (asked == "system")
    assert (summary["projected_cost_saved"] > 0) == (asked == "system")
