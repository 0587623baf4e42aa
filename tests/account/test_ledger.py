"""The ledger adds up: totals are the sum of the requests, by model and by session, however many there are."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from headroom import UnknownSessionError
from headroom._account import ledger
from headroom._account.bill import Caching, Terms, Tokens, picodollars
from headroom._account.joined import joined
from headroom._account.ledger import SavingsLedger
from headroom._account.record import OptimizationMetrics
from headroom._models.price import price_of
from headroom._planning.sent import Sent

SUMS = {
    "tokens_before": "tokens_before",
    "tokens_after": "tokens_after",
    "tokens_saved": "tokens_saved",
    "projected_cost_before": "projected_cost_before",
    "projected_cost_after": "projected_cost_after",
    "projected_cost_saved": "projected_cost_saved",
    "real_cost": "real_cost",
    "projected_real_cost_before": "projected_real_cost_before",
    "projected_real_cost_saved": "projected_real_cost_saved",
}

counts = some.integers(0, 1_000_000)


@some.composite
def requests(draw):
    """One request as it is recorded and as it is settled, which is the same where nothing was reported."""
    model = draw(some.sampled_from(["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "my-own"]))
    terms = Terms(price_of(model), draw(some.sampled_from(Caching)))
    cached_after, cached_before, after, before = sorted(draw(some.tuples(counts, counts, counts, counts)))
    planned = Sent([], before, after, cached_before=cached_before, cached_after=cached_after)
    session = draw(some.sampled_from([None, "a", "b", "c", "d"]))
    member = draw(some.sampled_from([None, "Clerk", "Shop", "Writer"]))
    recorded = OptimizationMetrics.of(planned, model, terms, session, member=member)
    reported = draw(some.none() | some.builds(Tokens, counts, counts, counts))
    if reported is None:
        return recorded, recorded
    return recorded, recorded.settled(reported, terms, applied=draw(some.booleans()))


def assert_sums(summary, settled):
    assert summary.total_requests == len(settled)
    assert summary.reported_requests == sum(metrics.reported is not None for metrics in settled)
    assert summary.unpriced_requests == sum(metrics.projected_cost_before is None for metrics in settled)
    for place, kind in enumerate(("uncached", "cache_read", "cache_write")):
        projected, reported = (getattr(summary, f"{word}_{kind}_tokens") for word in ("projected", "reported"))
        assert projected == sum(metrics.projected[place] for metrics in settled)
        assert reported == sum((metrics.reported or (0, 0, 0))[place] for metrics in settled)
    for total, name in SUMS.items():
        sum_there = getattr(summary, total)
        known = [value for metrics in settled if (value := getattr(metrics, name)) is not None]
        if "cost" in total:
            expected = sum(map(picodollars, known)) if known or not settled else None
            assert (sum_there if sum_there is None else picodollars(sum_there)) == expected
        else:
            assert sum_there == sum(known)


def play(kept, played, late):
    """Record requests, and settle each when `late` others have been recorded behind it."""
    open_requests = []
    for recorded, settled in played:
        open_requests.append((kept.record(recorded), recorded, settled))
        if len(open_requests) > late:
            kept.settle(*open_requests.pop(0))
    for one in open_requests:
        kept.settle(*one)


@given(some.lists(requests(), max_size=20), some.integers(0, 5))
def test_totals_are_the_sum_of_the_requests(played, late):
    """Some are settled at once and some, as streams are, when others have been recorded."""
    kept = SavingsLedger()
    play(kept, played, late)

    finished = [settled for _, settled in played]
    summary = kept.summary()
    assert_sums(summary.total, finished)
    assert kept.history == finished
    assert set(summary.models) == {metrics.model for metrics in finished}
    for model, one in summary.models.items():
        assert_sums(one, [metrics for metrics in finished if metrics.model == model])
    for session, one in kept.session_summaries().items():
        assert_sums(one, [metrics for metrics in finished if metrics.session_id == session])
    for member, one in summary.members.items():
        assert_sums(one, [metrics for metrics in finished if metrics.member == member])


@given(some.lists(requests(), max_size=20), some.integers(0, 5))
def test_totals_stay_exact_when_models_and_sessions_leave(played, late):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "_SESSIONS", 2)
        patch.setattr(ledger, "_MODELS", 2)
        patch.setattr(ledger, "_MEMBERS", 2)
        kept = SavingsLedger()
    play(kept, played, late)

    summary, sessions = kept.summary(), kept.session_summaries()
    assert_sums(summary.total, [settled for _, settled in played])
    assert len(set(sessions) - {None}) <= 2
    assert len(set(summary.models) - {None}) <= 2
    assert len(set(summary.members) - {None}) <= 2
    for name in ("total_requests", "reported_requests", "tokens_saved", "reported_cache_read_tokens"):
        total = getattr(summary.total, name)
        assert sum(getattr(one, name) for one in sessions.values()) == total
        assert sum(getattr(one, name) for one in summary.models.values()) == total
        assert sum(getattr(one, name) for one in summary.members.values()) == total


@given(some.lists(requests(), max_size=20), some.integers(0, 5))
def test_accounts_joined_are_one_account_of_all_requests(played, late):
    whole, parts = SavingsLedger(), [SavingsLedger() for _ in range(3)]
    play(whole, played, late)
    for place, part in enumerate(parts):
        play(part, played[place::3], late)

    summary, together = whole.summary(), joined(parts)
    assert_alike(together, summary.total.as_dict())
    for read, kept in ((together["models"], summary.models), (together["members"], summary.members)):
        assert read.keys() == kept.keys()
        for key, one in kept.items():
            assert_alike(read[key], one.as_dict())


def assert_alike(read, expected):
    """Percents are added up in another order."""
    name = "average_savings_percent"
    assert read.items() >= {key: value for key, value in expected.items() if key != name}.items()
    assert read[name] == pytest.approx(expected[name])


def test_no_accounts_joined_are_an_account_of_nothing():
    assert joined([]) == {**SavingsLedger().summary().as_dict(), "members": {}}


def test_the_session_used_longest_ago_leaves_first():
    kept = SavingsLedger()
    metrics = OptimizationMetrics.of(Sent([], tokens_before=3, tokens_after=1), "gpt-4o")
    for number in range(1000):
        kept.record(replace(metrics, session_id=f"s{number}"))
    kept.record(replace(metrics, session_id="s0"))
    kept.record(replace(metrics, session_id="new"))

    sessions = kept.session_summaries()
    assert len(sessions) == 1001
    assert sessions["s0"].total_requests == 2
    assert "s1" not in sessions
    assert kept.session_summary("s0") == sessions["s0"]
    with pytest.raises(UnknownSessionError, match="'s1'"):
        kept.session_summary("s1")
    assert sessions[None].tokens_saved == 2
    assert kept.summary().total.total_requests == 1002


def test_100_000_requests_of_as_many_sessions_are_bounded_and_exact():
    kept = SavingsLedger()
    metrics = OptimizationMetrics.of(Sent([], tokens_before=3, tokens_after=1), "gpt-4o", Terms(price_of("gpt-4o")))
    settled = metrics.settled(Tokens(2, 0, 0), Terms(price_of("gpt-4o")), applied=True)
    for number in range(100_000):
        kept.record(replace(settled, model=f"m{number % 300}", session_id=f"s{number}"))

    summary, sessions = kept.summary(), kept.session_summaries()
    assert (len(kept.history), len(summary.models), len(sessions)) == (100, 101, 1001)
    assert (summary.total.total_requests, summary.total.tokens_saved) == (100_000, 200_000)
    assert (summary.total.projected_cost_after, summary.total.real_cost) == (0.25, 0.5)
    assert sessions[None].total_requests == 99_000


def test_many_threads_record_settle_and_read_one_account():
    """A summary taken meanwhile is of one moment: its parts add up to its total."""
    kept, terms = SavingsLedger(), Terms(price_of("gpt-4o"), Caching.WHOLE)
    recorded = OptimizationMetrics.of(Sent([], tokens_before=3, tokens_after=1), "gpt-4o", terms)
    settled = recorded.settled(Tokens(2, 0, 0), terms, applied=True)

    def work(thread):
        for number in range(200):
            ones = {"model": f"m{number % 3}", "session_id": f"s{thread % 4}"}
            one = replace(recorded, **ones)
            kept.settle(kept.record(one), one, replace(settled, **ones))
            summary = kept.summary()
            parts = sum(each.real_cost or 0 for each in summary.models.values())
            assert parts == pytest.approx(summary.total.real_cost)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    total = kept.summary().total
    assert (total.total_requests, total.reported_requests, total.real_cost) == (1_600, 1_600, 0.008)
    assert [one.total_requests for one in kept.session_summaries().values()] == [400] * 4


def test_a_reading_says_since_which_reset_it_counts():
    kept = SavingsLedger()
    kept.record(OptimizationMetrics.of(Sent([], tokens_before=3, tokens_after=1), "gpt-4o"))
    before, summary = kept.reading()
    assert summary == kept.summary()
    kept.reset()
    after, summary = kept.reading()
    assert (after > before, summary.total.total_requests) == (True, 0)
