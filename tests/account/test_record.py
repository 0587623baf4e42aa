"""The record of one request: what it keeps, and what a report makes of it."""

import pickle
from dataclasses import fields, replace
from datetime import timezone

import pytest

from headroom._account.bill import Caching, Terms, Tokens
from headroom._account.record import OptimizationMetrics
from headroom._models.price import price_of
from headroom._planning.sent import Retrieved, Sent

PLANNED = Sent([], tokens_before=10_000, tokens_after=4_000, cached_before=6_400, cached_after=2_560)
TERMS = Terms(price_of("gpt-4o"), Caching.WHOLE)  # 2.50 USD a million and, read from the cache, 1.25
REPORTED = Tokens(1_440, 2_560, 0)


def test_the_fields_that_were_there_keep_their_places():
    assert [field.name for field in fields(OptimizationMetrics)] == [
        "request_id", "timestamp", "tokens_before", "tokens_after", "tokens_saved", "savings_percent",
        "transforms_applied", "model", "session_id", "cached_before", "cached_after", "caching",
        "projected_cost_before", "projected_cost_after", "projected_cost_saved", "reported", "real_cost",
        "projected_real_cost_before", "projected_real_cost_saved", "projected",
        "retrievals", "retrieved_tokens", "for_retrieval", "member",
    ]  # fmt: skip


def test_it_keeps_what_was_planned_and_what_that_costs():
    record = OptimizationMetrics.of(PLANNED._replace(transforms_applied=["table"]), "gpt-4o", TERMS, "s")
    assert (record.tokens_before, record.tokens_after, record.tokens_saved) == (10_000, 4_000, 6_000)
    assert (record.savings_percent, record.transforms_applied) == (60.0, ["table"])
    assert (record.model, record.session_id, record.caching) == ("gpt-4o", "s", "assumed")
    assert (record.projected_cost_before, record.projected_cost_after) == (0.017, 0.0068)
    assert (record.projected, record.reported, record.real_cost) == (REPORTED, None, None)


def test_a_request_for_pages_alone_is_all_cost():
    record = OptimizationMetrics.of(PLANNED._replace(retrieved=Retrieved(2, 300, True)), "gpt-4o", TERMS, "s", REPORTED)
    assert (record.tokens_before, record.cached_before, record.tokens_saved) == (0, 0, -4_000)
    assert (record.retrievals, record.retrieved_tokens, record.for_retrieval) == (2, 300, True)
    assert (record.projected_cost_before, record.projected_cost_saved) == (0, -0.0068)
    assert (record.projected_real_cost_before, record.projected_real_cost_saved) == (0, -0.0068)


def test_each_has_an_id_and_a_time_of_its_own():
    one, other = (OptimizationMetrics.of(PLANNED, "gpt-4o") for _ in range(2))
    assert one.request_id != other.request_id
    assert one.timestamp <= other.timestamp
    assert one.timestamp.tzinfo is timezone.utc


@pytest.mark.parametrize("terms", [TERMS, Terms(TERMS.price), Terms()])
@pytest.mark.parametrize("applied", [True, False])
def test_a_report_at_once_or_later_is_the_same(terms, applied):
    recorded = OptimizationMetrics.of(PLANNED, "gpt-4o", terms)
    settled = recorded.settled(REPORTED, terms, applied=applied)
    at_once = OptimizationMetrics.of(PLANNED, "gpt-4o", terms, reported=REPORTED, applied=applied)
    assert settled == replace(at_once, request_id=recorded.request_id, timestamp=recorded.timestamp)
    assert (settled.caching, settled.reported) == ("reported", REPORTED)


def test_what_is_not_applied_is_paid_in_full():
    recorded = OptimizationMetrics.of(PLANNED, "gpt-4o", TERMS)
    settled = recorded.settled(Tokens(3_600, 6_400, 0), TERMS, applied=False)
    assert (settled.real_cost, settled.projected_real_cost_saved, settled.projected_cost_saved) == (0.017, 0.0, 0.0102)


def test_it_can_be_pickled():
    record = OptimizationMetrics.of(PLANNED, "gpt-4o", TERMS, reported=REPORTED)
    assert pickle.loads(pickle.dumps(record)) == record
