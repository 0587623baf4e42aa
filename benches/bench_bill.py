"""What the bill adds to a request: the record with its costs, the ledger, the note on the run."""

from __future__ import annotations

import pytest

pytest.importorskip("agno")

from agno.metrics import RunMetrics
from agno.run.agent import RunOutput

from headroom._account.bill import Caching, Terms, Tokens
from headroom._account.ledger import SavingsLedger
from headroom._account.record import OptimizationMetrics
from headroom._models.price import given_prices, price_of
from headroom._planning.sent import Sent
from headroom.integrations.agno.run_notes import note_on_run
from headroom.integrations.agno.terms import terms_of
from headroom.testing import FakeModel

PLANNED = Sent([], tokens_before=10_000, tokens_after=4_000, cached_before=6_000, cached_after=2_400)
TERMS = Terms(price_of("gpt-4o"), Caching.WHOLE)
REPORTED = Tokens(1_600, 2_400, 0)
RECORD = OptimizationMetrics.of(PLANNED, "gpt-4o", TERMS, "session")
SETTLED = RECORD.settled(REPORTED, TERMS, applied=True)
GROUP = "bill: one request"


@pytest.mark.benchmark(group=GROUP)
def bench_terms(benchmark):
    benchmark(terms_of, FakeModel(), given_prices({}))


@pytest.mark.benchmark(group=GROUP)
@pytest.mark.parametrize("terms", [Terms(), TERMS], ids=["no price", "price"])
def bench_record_made(benchmark, terms):
    benchmark(OptimizationMetrics.of, PLANNED, "gpt-4o", terms, "session", REPORTED)


@pytest.mark.benchmark(group=GROUP)
def bench_record_settled(benchmark):
    benchmark(RECORD.settled, REPORTED, TERMS, applied=True)


@pytest.mark.benchmark(group=GROUP)
def bench_ledger_record(benchmark):
    benchmark(SavingsLedger().record, RECORD)


@pytest.mark.benchmark(group=GROUP)
def bench_ledger_settle(benchmark):
    ledger = SavingsLedger()
    epoch = ledger.record(RECORD)
    benchmark(ledger.settle, epoch, RECORD, SETTLED)


@pytest.mark.benchmark(group=GROUP)
def bench_note(benchmark):
    run = RunOutput(metrics=RunMetrics())
    note_on_run(run, SETTLED, "optimize")
    benchmark(note_on_run, run, SETTLED, "optimize")


@pytest.mark.benchmark(group="bill: asking")
def bench_summary_of_1000_sessions(benchmark):
    ledger = SavingsLedger()
    for number in range(1000):
        ledger.record(OptimizationMetrics.of(PLANNED, f"model-{number % 50}", TERMS, f"session-{number}"))
    benchmark(ledger.summary)
