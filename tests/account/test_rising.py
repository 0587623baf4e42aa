"""Sums that never fall, of accounts that are reset, settled and forget what was not used for long."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as some

from headroom._account.book import Book
from headroom._account.rising import RisingSums

REQUEST = (1,)
RESET = "reset"


class Account:
    """An account by key of one figure, with a book as the ledger has it."""

    def __init__(self, most=3):
        self.epoch = 0
        self.most = most
        self.reset()

    def reset(self):
        self.epoch += 1
        self.book = Book(self.most)

    def sums(self):
        return dict(self.book.items())


def told(rising):
    return {key: count for _, key, (count, *_) in rising.items()}


steps = some.lists(some.tuples(some.integers(0, 1), some.sampled_from([*"abcdef", None, RESET]), some.booleans()))


@given(steps)
def test_what_was_read_is_told_once_and_never_less(played):
    """Two accounts, read or not after each step; before a reset they are, as what nobody read is lost with it."""
    accounts, rising, asked, before = [Account(), Account()], RisingSums(4), 0, {}
    for which, key, is_read in played:
        account = accounts[which]
        if key is RESET:
            rising.take_in(account, account.epoch, "optimize", account.sums())
            account.reset()
        else:
            account.book.add(key, (*REQUEST, *[0] * 20))
            asked += 1
        if is_read:
            rising.take_in(account, account.epoch, "optimize", account.sums())
            now = told(rising)
            assert all(now[key] >= count for key, count in before.items())
            before = now
    for account in accounts:
        rising.take_in(account, account.epoch, "optimize", account.sums())
    assert sum(told(rising).values()) >= asked
    assert len(told(rising)) <= 5


@given(steps)
def test_without_keys_that_come_back_each_has_its_own(played):
    account, rising = Account(most=10), RisingSums(10)
    for _, key, is_read in played:
        if key is not RESET:
            account.book.add(key, (*REQUEST, *[0] * 20))
        if is_read:
            rising.take_in(account, account.epoch, "optimize", account.sums())
    rising.take_in(account, account.epoch, "optimize", account.sums())
    assert told(rising) == Counter(key for _, key, _ in played if key is not RESET)


def test_a_key_that_leaves_is_not_told_again_without_a_key():
    rising, account = RisingSums(10), Account()
    rising.take_in(account, 1, "optimize", {"a": (5,), "b": (2,)})
    rising.take_in(account, 1, "optimize", {"b": (3,), None: (7,)})  # 2 more of a, before it left
    assert told(rising) == {"a": 5, "b": 3, None: 2}


def test_a_figure_that_falls_stands_until_it_is_passed():
    rising, account = RisingSums(10), Account()
    for count, shown in ((5, 5), (3, 5), (4, 5), (6, 6)):
        rising.take_in(account, 1, "optimize", {"a": (count,)})
        assert told(rising) == {"a": shown}


def test_modes_and_accounts_are_told_apart_and_keys_are_bounded():
    rising, accounts = RisingSums(2), [Account() for _ in range(3)]
    rising.take_in(accounts[0], 1, "optimize", {"a": (1,)})
    rising.take_in(accounts[1], 1, "audit", {"a": (1,)})
    rising.take_in(accounts[2], 1, "optimize", {"a": (1,), "b": (1,)})
    assert rising.items() == [("optimize", "a", (2,)), ("audit", "a", (1,)), ("optimize", None, (1,))]
