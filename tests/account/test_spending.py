"""The book of budgets: what is spent and under way, compared with the limits in one step."""

import copy
import gc
import pickle
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom._account.spending import NOTHING_SPENT, Amount, Budgeted, Limits, Spending

UNLIMITED = Limits(None, None)
RUN, SESSION = Budgeted("run", "r", Limits(1000, None)), Budgeted("session", "s", Limits(None, 500))


def test_what_is_reserved_counts_until_it_is_settled():
    book = Spending()
    first, _ = book.reserve([RUN], Amount(600, 0))
    refused, [excess] = book.reserve([RUN], Amount(401, 0))
    assert refused is None
    assert (excess.limit, excess.spent, excess.reserved, excess.needed) == (1000, 0, 600, 401)
    assert first is not None

    first.settle(Amount(599, 7))
    second, excesses = book.reserve([RUN], Amount(401, 0))
    assert excesses == []
    assert second is not None
    assert book.spent("run", "r") == (599, 7)

    second.release()
    assert book.spent("run", "r") == (599, 7)
    assert book.reserve([RUN], Amount(402, 0))[1][0].reserved == 0


def test_a_request_is_counted_to_all_or_to_none():
    book = Spending()
    refused, excesses = book.reserve([RUN, SESSION], Amount(1, 501))
    assert refused is None
    assert [(excess.scope, excess.unit) for excess in excesses] == [("session", "picodollars")]
    taken, _ = book.reserve([RUN], Amount(1000, 0))
    assert taken is not None  # nothing of the refused one is left in the run


def test_two_runs_share_what_their_session_may_take():
    book = Spending()
    other = Budgeted("run", "q", UNLIMITED)
    assert book.reserve([RUN, SESSION], Amount(1, 300))[0] is not None
    kept = book.reserve([other, SESSION], Amount(1, 201))
    assert kept[0] is None


def test_what_nobody_can_price_is_refused_only_where_money_is_limited():
    book = Spending()
    assert book.reserve([RUN], Amount(10, None))[1] == []
    [excess] = book.reserve([SESSION], Amount(10, None))[1]
    assert (excess.unit, excess.needed) == ("picodollars", None)
    reservation, _ = book.reserve([SESSION], Amount(10, None), always=True)
    assert reservation is not None
    reservation.settle(Amount(10, None))
    assert book.spent("session", "s") == (10, 0)


def test_an_excess_is_the_first_once():
    book = Spending()
    firsts = [book.reserve([RUN], Amount(2000, 0), always=True)[1][0].is_first for _ in range(3)]
    assert firsts == [True, False, False]


def test_a_raised_limit_lets_a_run_go_on():
    book = Spending()
    reservation, _ = book.reserve([RUN], Amount(1000, 0))
    assert reservation is not None
    reservation.settle(Amount(1000, 0))
    assert book.reserve([RUN], Amount(1, 0))[0] is None
    assert book.reserve([RUN._replace(limits=Limits(1001, None))], Amount(1, 0))[0] is not None


def test_what_was_spent_before_is_asked_for_once():
    asked: list[str] = []

    def earlier() -> Amount:
        asked.append("earlier")
        return Amount(990, 0)

    book, known = Spending(), RUN._replace(earlier=earlier)
    reservation, excesses = book.reserve([known], Amount(11, 0))
    assert reservation is None
    assert excesses[0].spent == 990
    assert book.reserve([known], Amount(10, 0))[0] is not None
    assert asked == ["earlier"]


def test_settling_twice_counts_once():
    book = Spending()
    reservation, _ = book.reserve([RUN], Amount(100, 0))
    assert reservation is not None
    reservation.settle(Amount(90, 0))
    reservation.settle(Amount(90, 0))
    reservation.release()
    assert book.spent("run", "r") == (90, 0)
    assert book.reserve([RUN], Amount(910, 0))[0] is not None


def test_a_reservation_that_nobody_ends_is_settled_at_its_most():
    book = Spending()
    reservation, _ = book.reserve([RUN], Amount(100, 0))
    assert reservation is not None
    del reservation
    gc.collect()
    assert book.spent("run", "r") == (100, 0)
    [excess] = book.reserve([RUN], Amount(901, 0))[1]
    assert excess.reserved == 0


def test_the_oldest_accounts_leave_but_for_those_under_way(caplog):
    book = Spending(most=2)
    sessions = [Budgeted("session", str(number), UNLIMITED) for number in range(4)]
    under_way, _ = book.reserve(sessions[:1], Amount(5, 0))
    for session in sessions[1:]:
        reservation, _ = book.reserve([session], Amount(1, 0))
        assert reservation is not None
        reservation.settle(Amount(1, 0))
    assert under_way is not None
    under_way.settle(Amount(5, 0))
    assert [book.spent("session", str(number)).tokens for number in range(4)] == [5, 0, 0, 1]
    [said] = [record.getMessage() for record in caplog.records]
    assert "what the oldest of 2 sessions have spent is forgotten" in said


def test_a_copy_is_the_book_and_a_pickled_one_is_empty():
    book = Spending()
    assert copy.copy(book) is copy.deepcopy(book) is book
    kept = book.reserve([RUN], Amount(1, 1), always=True)
    assert kept[0] is not None
    kept[0].settle(Amount(1, 1))
    assert pickle.loads(pickle.dumps(book)).spent("run", "r") == NOTHING_SPENT


class SlowBook:
    """What the book says, by adding everything up anew each time."""

    def __init__(self) -> None:
        self.requests: list[tuple[list[str], Amount, Amount | None]] = []

    def total(self, key: str, unit: int) -> int:
        mine = [(most, billed) for keys, most, billed in self.requests if key in keys]
        return sum((most if billed is None else billed)[unit] or 0 for most, billed in mine)

    def allows(self, whose: list[Budgeted], needed: Amount) -> bool:
        return all(
            limit is None or self.total(budgeted.scope + budgeted.id, unit) + (needed[unit] or 0) <= limit
            for budgeted in whose
            for unit, limit in enumerate(budgeted.limits)
        )


amounts = st.builds(Amount, st.integers(0, 60), st.integers(0, 60))
limits = st.builds(Limits, *[st.none() | st.integers(0, 200)] * 2)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("reserve"), st.integers(0, 2), st.integers(0, 1), limits, limits, amounts, st.booleans()),
        st.tuples(st.sampled_from(["settle", "release", "drop"]), st.integers(0, 20), amounts),
    ),
    max_size=40,
)


@given(steps)
def test_it_says_what_a_slow_book_says(taken):
    book, slow = Spending(), SlowBook()
    under_way: list[tuple[object, int]] = []
    for step in taken:
        if step[0] == "reserve":
            _, run, session, of_run, of_session, needed, always = step
            whose = [Budgeted("run", str(run), of_run), Budgeted("session", str(session), of_session)]
            reservation, excesses = book.reserve(whose, needed, always=always)
            assert (not excesses) == slow.allows(whose, needed)
            assert (reservation is None) == (bool(excesses) and not always)
            if reservation is not None:
                under_way.append((reservation, len(slow.requests)))
                slow.requests.append(([budgeted.scope + budgeted.id for budgeted in whose], needed, None))
            del reservation
        elif under_way:
            way, place, billed = step
            reservation, number = under_way.pop(place % len(under_way))
            keys, most, _ = slow.requests[number]
            if way == "drop":
                billed = most
                del reservation
            elif way == "settle":
                reservation.settle(billed)
            else:
                billed = NOTHING_SPENT
                reservation.release()
            slow.requests[number] = (keys, most, billed)
    settled = [request for request in slow.requests if request[2] is not None]
    for scope, id in [("run", "0"), ("run", "1"), ("run", "2"), ("session", "0"), ("session", "1")]:  # noqa: A001
        mine = [billed for keys, _, billed in settled if scope + id in keys]
        assert book.spent(scope, id) == tuple(sum(amount[unit] for amount in mine) for unit in (0, 1))


def test_threads_never_take_the_same_rest():
    book, budget = Spending(), Budgeted("session", "s", Limits(5_000, None))
    at_once, highest, lock = 0, 0, threading.Lock()

    def ask(seed: int) -> int:
        nonlocal at_once, highest
        draw, sent = random.Random(seed), 0
        for _ in range(50):
            most = draw.randint(1, 100)
            reservation, _ = book.reserve([budget], Amount(most, 0))
            if reservation is None:
                continue
            with lock:
                at_once += most
                highest = max(highest, at_once + book.spent("session", "s").tokens)
            billed = draw.randint(0, most)
            with lock:
                at_once -= most
                reservation.settle(Amount(billed, 0))
            sent += billed
        return sent

    with ThreadPoolExecutor(64) as pool:
        billed = sum(pool.map(ask, range(64)))
    assert highest <= 5_000
    assert book.spent("session", "s").tokens == billed
    last = 5_000 - billed
    assert book.reserve([budget], Amount(last + 1, 0))[0] is None  # nothing is reserved any more, and nothing is free
    assert book.reserve([budget], Amount(last, 0))[0] is not None


@pytest.mark.parametrize("always", [False, True])
def test_a_request_of_no_run_and_no_session_is_free(always):
    assert Spending().reserve([], Amount(10**9, None), always=always)[1] == []
