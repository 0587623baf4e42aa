"""Usage as providers report it: in parts, by different customs, and sometimes none at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from headroom._account.bill import Tokens
from headroom._account.usage import Usage, reported_tokens, tokens_by_kind
from headroom._arguments import MOST_TOKENS

counts = some.integers(0, 10_000)
kinds = some.builds(Tokens, counts, counts, counts)
usages = some.builds(Usage, some.none() | kinds, counts, counts)


@pytest.mark.parametrize(
    ("reported", "apart", "billed"),
    [
        ((100, 60, 0), False, (40, 60, 0)),
        ((100, 60, 30), False, (10, 60, 30)),
        ((50, 60, 5), False, (0, 50, 0)),
        ((0, 0, 0), False, None),
        ((100, 60, 0), True, (100, 60, 0)),
        ((0, 60, 5), True, (0, 60, 5)),
        ((0, 0, 0), True, None),
    ],
)
def test_cached_tokens_are_a_part_of_the_input_or_stand_beside_it(reported, apart, billed):
    assert tokens_by_kind(*reported, apart=apart) == billed


@given(counts, counts, counts)
def test_no_token_is_billed_twice(read, cache_read, cache_write):
    within, beside = (tokens_by_kind(read, cache_read, cache_write, apart=apart) for apart in (False, True))
    assert (within.total if within else 0) == read
    assert (beside.total if beside else 0) == read + cache_read + cache_write
    assert within is None or min(within) >= 0


@pytest.mark.parametrize("value", [None, -1, 1.5, "12", MOST_TOKENS + 1])
def test_what_is_no_number_of_tokens_counts_as_none(value):
    assert reported_tokens(value) == 0


@pytest.mark.parametrize("value", [0, 1, MOST_TOKENS])
def test_what_is_one_counts(value):
    assert reported_tokens(value) == value


@given(usages, usages)
def test_of_two_reports_the_larger_stands(one, other):
    both = one.followed_by(other)
    known = [usage.billed for usage in (one, other) if usage.billed is not None]
    assert both.counted == max(one.counted, other.counted)
    assert both.output == max(one.output, other.output)
    assert (both.billed.total if both.billed else None) == max((billed.total for billed in known), default=None)


def test_of_two_reports_as_large_the_later_stands():
    first, last = Usage(Tokens(100, 0, 0)), Usage(Tokens(40, 60, 0))
    assert first.followed_by(last).billed == last.billed
    assert last.followed_by(first).billed == first.billed
    assert last.followed_by(Usage()).billed == last.billed
