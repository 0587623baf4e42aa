"""The summary: what it is derived from, and the dict that users are given."""

import pickle

import pytest

from headroom._account.bill import Caching, Terms, Tokens
from headroom._account.ledger import SavingsLedger
from headroom._account.record import OptimizationMetrics
from headroom._account.summary import NOTHING, Summary
from headroom._models.price import price_of
from headroom._planning.sent import Sent

PLANNED = Sent([], tokens_before=10_000, tokens_after=4_000, cached_before=6_400, cached_after=2_560)
TERMS = Terms(price_of("gpt-4o"), Caching.WHOLE)  # 2.50 USD a million and, read from the cache, 1.25
REPORTED = Tokens(1_440, 2_560, 0)


def account_of(*records):
    ledger = SavingsLedger()
    for record in records:
        ledger.record(record)
    return ledger.summary()


def record(terms=TERMS, reported=REPORTED, model="gpt-4o"):
    return OptimizationMetrics.of(PLANNED, model, terms, reported=reported)


def test_the_dict_has_the_documented_figures_in_order():
    assert list(account_of(record()).as_dict().items()) == [
        ("total_requests", 1),
        ("tokens_before", 10_000),
        ("tokens_after", 4_000),
        ("tokens_saved", 6_000),
        ("total_tokens_before", 10_000),
        ("total_tokens_after", 4_000),
        ("total_tokens_saved", 6_000),
        ("average_savings_percent", 60.0),
        ("unpriced_requests", 0),
        ("caching", "reported"),
        ("projected_cost_before", 0.017),
        ("projected_cost_after", 0.0068),
        ("projected_cost_saved", 0.0102),
        ("projected_uncached_tokens", 1_440),
        ("projected_cache_read_tokens", 2_560),
        ("projected_cache_write_tokens", 0),
        ("reported_requests", 1),
        ("reported_uncached_tokens", 1_440),
        ("reported_cache_read_tokens", 2_560),
        ("reported_cache_write_tokens", 0),
        ("real_cost", 0.0068),
        ("projected_real_cost_before", 0.017),
        ("projected_real_cost_saved", 0.0102),
        ("retrievals", 0),
        ("retrieved_tokens", 0),
        ("projected_retrieval_cost", 0.0),
        ("real_retrieval_cost", 0.0),
        ("total_faults", 0),
        ("models", {"gpt-4o": account_of(record()).total.as_dict()}),
    ]


def test_of_no_requests_everything_is_nothing():
    empty = account_of()
    assert empty.total == Summary() == Summary(*NOTHING)
    assert empty.as_dict() == {**Summary().as_dict(), "total_faults": 0, "models": {}}
    assert set({**Summary().as_dict(), "caching": 0}.values()) == {0}
    assert Summary().caching == "off"


@pytest.mark.parametrize(
    ("records", "caching"),
    [
        ([record()], "reported"),
        ([record(reported=None)], "assumed"),
        ([record(Terms(TERMS.price), None)], "off"),
        ([record(), record(reported=None)], "mixed"),
        ([record(reported=None), record(Terms(), None)], "mixed"),
    ],
)
def test_caching_is_one_word_where_all_requests_do_alike(records, caching):
    assert account_of(*records).total.caching == caching


def test_costs_are_of_the_requests_that_have_some():
    summary = account_of(record(), record(reported=None), record(Terms(), model="my-own"))
    assert (summary.total.unpriced_requests, summary.total.reported_requests) == (1, 2)
    assert (summary.total.projected_cost_after, summary.total.real_cost) == (0.0136, 0.0068)
    own = summary.models["my-own"]
    assert (own.projected_cost_saved, own.real_cost, own.reported_uncached_tokens) == (None, None, 1_440)


def test_a_summary_is_a_value():
    summary = account_of(record()).total
    assert pickle.loads(pickle.dumps(summary)) == summary
    with pytest.raises(AttributeError):
        summary.total_requests = 2
    assert not set(Summary._fields) & {"tokens_saved", "real_cost", "unpriced_requests"}
