"""Budgets in dollars, where what is sent is marked for the provider's cache."""

from dataclasses import replace

import pytest
from tests.agno.budgeted import spent, under_way
from tests.agno.caching.claude_requests import AUTO

from headroom import RunBudget

OUTPUT = 25e-6
"""USD that a token of Claude Opus 5's answer costs."""


@pytest.mark.parametrize("hour", [False, True])
def test_a_run_has_spent_what_its_bill_says(stub, claude, agent_of, hour):
    claude.max_tokens = 100
    claude.cache_system_prompt = claude.extended_cache_time = hour
    agent = agent_of(claude, replace(AUTO, budget=RunBudget(usd=1.0)))
    output = agent.run("How are we?")

    written = sum(message.metrics.output_tokens for message in output.messages if message.role == "assistant")
    summary = agent.model.get_savings_summary()
    assert summary["reported_cache_read_tokens"] > 0
    assert spent(agent.model, "run", output.run_id).picodollars / 1e12 == pytest.approx(
        summary["real_cost"] + OUTPUT * written
    )
    assert under_way(agent.model) == 0
