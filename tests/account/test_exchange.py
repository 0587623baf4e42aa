"""The life of a request in the account, as any framework leads it: planned, answered, closed."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from headroom._account.bill import Caching, Terms, Tokens
from headroom._account.exchange import Exchange
from headroom._account.ledger import SavingsLedger
from headroom._account.usage import Usage
from headroom._models.price import price_of
from headroom._planning.sent import Sent

TERMS = Terms(price_of("gpt-4o"), Caching.WHOLE)  # 2.50 USD a million and, read from the cache, 1.25
COUNTS = {"tokens_before": 10_000, "tokens_after": 4_000, "cached_before": 6_400, "cached_after": 2_560}
USAGE = Usage(Tokens(1_440, 2_560, 0), 4_000)
PART = Usage(Tokens(100, 0, 0), 100)


@dataclass
class Framework:
    """What stands around the exchanges: one account, and what was told of them."""

    ledger: SavingsLedger = field(default_factory=SavingsLedger)
    told: list[Any] = field(default_factory=list)
    learnt: list[int] = field(default_factory=list)
    failing: str = ""

    def begin(self, *, applied: bool = True, **counts: int) -> Exchange:
        exchange = Call(self, applied)
        observe = self.fail if self.failing == "observe" else self.learnt.append
        exchange.planned(Sent([], **{**COUNTS, **counts}, observe=observe))
        return exchange

    def check(self, step: str) -> None:
        if step == self.failing:
            self.fail(0)

    def fail(self, tokens: int) -> None:
        raise RuntimeError(self.failing)

    @property
    def summary(self):
        return self.ledger.summary()


class Call(Exchange):
    """An exchange of a framework whose own reports are ours."""

    def __init__(self, framework: Framework, applied: bool):
        super().__init__(framework.ledger, applied=applied)
        self.framework = framework

    @property
    def model_id(self):
        self.framework.check("model_id")
        return "gpt-4o"

    @property
    def session_id(self):
        return "s"

    def terms(self):
        self.framework.check("terms")
        return TERMS

    def usage_in(self, report):
        self.framework.check("usage_in")
        return report

    def note(self, metrics, replaced=None):
        self.framework.check("note")
        self.framework.told.append((metrics, replaced))


@pytest.fixture
def framework():
    return Framework()


def test_a_request_is_recorded_when_the_provider_has_taken_it(framework):
    exchange = framework.begin()
    assert framework.summary.total.total_requests == 0
    exchange.answered()
    exchange.answered()
    exchange.closed()

    [record] = framework.ledger.history
    assert (record.model, record.session_id, record.tokens_saved, record.caching) == ("gpt-4o", "s", 6_000, "assumed")
    assert framework.told == [(record, None)]
    assert framework.summary.total.projected_cost_saved == 0.0102


def test_one_that_the_provider_refused_is_not(framework):
    framework.begin().closed()
    assert framework.summary.total.total_requests == 0
    assert framework.told == []


def test_one_that_was_not_planned_leaves_no_trace(framework):
    exchange = Call(framework, applied=True)
    exchange.answered(USAGE)
    exchange.closed()
    assert framework.summary == SavingsLedger().summary()


def test_an_answer_with_its_usage_is_recorded_as_reported(framework):
    exchange = framework.begin()
    exchange.answered(USAGE)
    exchange.closed()

    [(record, replaced)] = framework.told
    assert (record.reported, record.real_cost, replaced) == (USAGE.billed, 0.0068, None)
    assert framework.learnt == [4_000]


def test_usage_that_comes_later_settles_the_bill_once(framework):
    exchange = framework.begin()
    for report in (None, PART, USAGE, USAGE, PART, Usage()):
        exchange.answered(report)
    exchange.closed()
    exchange.closed()

    [(recorded, nothing), (settled, replaced)] = framework.told
    assert (recorded.real_cost, nothing, replaced) == (None, None, recorded)
    assert framework.ledger.history == [settled]
    assert (framework.summary.total.reported_requests, framework.summary.total.real_cost) == (1, 0.0068)
    assert framework.learnt == [4_000]


def test_what_was_reported_so_far_is_known_before_it_is_settled(framework):
    exchange = framework.begin()
    assert exchange.as_reported() is None
    exchange.answered()
    assert exchange.as_reported() is None
    exchange.answered(USAGE)
    told = exchange.as_reported()
    assert framework.summary.total.reported_requests == 0
    exchange.closed()
    assert [told] == framework.ledger.history
    assert exchange.as_reported() is None


def test_what_is_not_applied_costs_what_the_original_costs(framework):
    exchange = framework.begin(applied=False)
    exchange.answered(Usage(Tokens(3_600, 6_400, 0), 10_000))
    exchange.closed()
    total = framework.summary.total
    assert (total.projected_cost_saved, total.real_cost, total.projected_real_cost_saved) == (0.0102, 0.017, 0.0)


def test_usage_that_is_not_of_what_was_sent_is_billed_and_teaches_nothing(framework):
    exchange = framework.begin()
    exchange.answered(Usage(USAGE.billed, 0))
    exchange.closed()
    assert (framework.learnt, framework.summary.total.real_cost) == ([], 0.0068)


def test_what_went_wrong_in_planning_is_counted(framework):
    framework.begin(faults=2)
    assert framework.summary.total_faults == 2


@pytest.mark.parametrize(
    ("failing", "requests", "reported"),
    [("usage_in", 1, 0), ("terms", 1, 1), ("model_id", 0, 0), ("observe", 1, 1), ("note", 1, 1)],
)
def test_a_fault_in_the_account_is_counted_and_goes_no_further(failing, requests, reported, caplog):
    framework = Framework(failing=failing)
    exchange = framework.begin()
    exchange.answered(USAGE)
    exchange.closed()

    total = framework.summary.total
    assert (total.total_requests, total.reported_requests, framework.summary.total_faults) == (requests, reported, 1)
    assert total.unpriced_requests == (failing == "terms")
    assert "could not account" in caplog.text


def test_a_reset_between_record_and_report_leaves_nothing(framework):
    exchange = framework.begin()
    exchange.answered()
    framework.ledger.reset()
    exchange.answered(USAGE)
    exchange.closed()
    assert framework.summary == SavingsLedger().summary()
