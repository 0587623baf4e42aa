"""The arithmetic of the bill, against examples worked out by hand from the prices of gpt-4o and claude-sonnet-4-5."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from headroom._account.bill import (
    Caching,
    Side,
    Terms,
    Tokens,
    as_billed,
    cost,
    picodollars,
    planned,
    usd,
    without_headroom,
)
from headroom._models.price import ModelPrice, price_of

OPENAI = Terms(price_of("gpt-4o"), Caching.WHOLE)  # 2.50 and, read, 1.25
CLAUDE = Terms(price_of("claude-sonnet-4-5"), Caching.WHOLE)  # 3.00; read 0.30, written 3.75, for an hour 6.00
LUNA = Terms(price_of("gpt-5.6-luna"), Caching.WHOLE)  # 0.20; read 0.02, written 0.25; from 272,001 on twice that
GIVEN, SENT = Side(10_000, 6_400), Side(4_000, 2_560)


def dollars(tokens: Tokens, terms: Terms) -> float | None:
    return usd(cost(tokens, terms))


def test_a_cache_that_costs_nothing_to_fill():
    assert planned(GIVEN, OPENAI) == (3_600, 6_400, 0)
    assert dollars(planned(GIVEN, OPENAI), OPENAI) == 0.017  # 3,600 x 2.50 + 6,400 x 1.25 millionths
    assert dollars(planned(SENT, OPENAI), OPENAI) == 0.0068  # 1,440 x 2.50 + 2,560 x 1.25


def test_a_cache_whose_writes_are_billed():
    assert planned(GIVEN, CLAUDE) == (0, 6_400, 3_600)
    assert dollars(planned(GIVEN, CLAUDE), CLAUDE) == 0.01542  # 6,400 x 0.30 + 3,600 x 3.75
    assert dollars(planned(SENT, CLAUDE), CLAUDE) == 0.006168  # 2,560 x 0.30 + 1,440 x 3.75
    assert dollars(planned(SENT, CLAUDE), CLAUDE._replace(hour=True)) == 0.009408  # 2,560 x 0.30 + 1,440 x 6.00


@pytest.mark.parametrize("caching", [Caching.OFF, Caching.SYSTEM])
def test_what_is_not_known_to_be_cached_is_not_taken_to_be(caching: Caching):
    terms = CLAUDE._replace(caching=caching)
    assert planned(GIVEN, terms) == (10_000, 0, 0)
    assert dollars(planned(GIVEN, terms), terms) == 0.03


def test_tools_that_are_not_sent_would_have_been_cached_with_the_others():
    terms = CLAUDE._replace(caching=Caching.SYSTEM)
    given, sent = Side(10_000, 0, tools=2_000), Side(7_000, 0)
    assert planned(given, terms) == (8_000, 2_000, 0)
    assert planned(sent, terms) == (7_000, 0, 0)
    assert without_headroom(Tokens(4_000, 3_000, 0), sent, given, terms) == (5_000, 5_000, 0)
    assert without_headroom(Tokens(7_000, 0, 0), sent, given, terms) == (10_000, 0, 0)  # it cached nothing


def test_what_is_too_short_is_not_cached():
    assert planned(Side(1_023, 1_000), CLAUDE) == (1_023, 0, 0)
    assert planned(Side(1_024, 1_000), CLAUDE) == (0, 0, 1_024)
    assert planned(Side(2_000, 1_024), OPENAI) == (976, 1_024, 0)


@pytest.mark.parametrize(
    ("cached", "read"), [(1_023, 0), (1_024, 1_024), (1_151, 1_024), (1_152, 1_152), (1_999, 1_920), (9_999, 1_920)]
)
def test_openai_caches_blocks_of_128_tokens(cached: int, read: int):
    """So a cache that served whole blocks served all that it could, and would have of the conversation as given."""
    assert planned(Side(2_000, cached), OPENAI) == (2_000 - read, read, 0)
    before = without_headroom(Tokens(2_000 - read, read, 0), Side(2_000, cached), GIVEN, OPENAI)
    assert before == (3_600, 6_400, 0)


def test_from_gpt_5_6_on_openai_caches_to_the_token():
    assert planned(Side(2_000, 1_151), LUNA) == (0, 1_151, 849)


def test_a_long_request_costs_more_a_token():
    assert dollars(Tokens(272_000, 0, 0), LUNA) == 0.0544
    assert dollars(Tokens(0, 200_000, 100_000), LUNA) == 0.058  # 2 x (200,000 x 0.02 + 100,000 x 0.25)


def test_without_a_price_there_is_no_cost():
    assert cost(Tokens(1, 2, 3), Terms()) is None
    assert usd(None) is None
    assert planned(GIVEN, Terms()) == (10_000, 0, 0)


def test_a_price_may_be_nothing():
    assert cost(Tokens(1, 2, 3), Terms(ModelPrice(0.0))) == 0


def test_a_cache_that_served_what_it_could_would_have_served_the_rest():
    billed = Tokens(1_440, 2_560, 0)
    assert without_headroom(billed, SENT, GIVEN, OPENAI) == (3_600, 6_400, 0)


def test_a_cache_that_served_half_would_have_served_half():
    billed = Tokens(2_720, 1_280, 0)
    assert without_headroom(billed, SENT, GIVEN, OPENAI) == (6_800, 3_200, 0)


def test_a_cache_that_served_nothing_would_have_served_nothing():
    assert without_headroom(Tokens(4_000, 0, 0), SENT, GIVEN, OPENAI) == (10_000, 0, 0)


def test_writes_keep_their_share_of_what_is_read_anew():
    billed = Tokens(100, 2_560, 1_340)
    assert dollars(billed, CLAUDE) == 0.006093  # 100 x 3.00 + 2,560 x 0.30 + 1,340 x 3.75
    before = without_headroom(billed, SENT, GIVEN, CLAUDE)
    assert before == (250, 6_400, 3_350)
    assert dollars(before, CLAUDE) == 0.0152325  # 250 x 3.00 + 6,400 x 0.30 + 3,350 x 3.75


def test_a_prefix_that_sending_less_broke_is_charged_to_headroom():
    broken = Side(4_000, 0)
    before = without_headroom(Tokens(0, 0, 4_000), broken, Side(5_000, 4_900), CLAUDE)
    assert before == (0, 4_900, 100)
    assert dollars(before, CLAUDE) < dollars(Tokens(0, 0, 4_000), CLAUDE)


def test_a_prefix_may_break_without_a_token_less():
    before = without_headroom(Tokens(4_000, 0, 0), Side(4_000, 0), Side(4_000, 3_200), OPENAI)
    assert before == (800, 3_200, 0)


def test_a_cached_system_prompt_costs_the_same_on_both_sides():
    terms = CLAUDE._replace(caching=Caching.SYSTEM)
    assert without_headroom(Tokens(3_000, 1_000, 0), SENT, GIVEN, terms) == (9_000, 1_000, 0)


def test_a_report_settles_whether_the_provider_caches():
    terms = CLAUDE._replace(caching=Caching.OFF)
    assert without_headroom(Tokens(4_000, 0, 0), SENT, GIVEN, terms) == (10_000, 0, 0)
    assert without_headroom(Tokens(1_440, 2_560, 0), SENT, GIVEN, terms) == (3_600, 6_400, 0)


def test_counts_are_scaled_to_the_report():
    """The provider counts a quarter more than we do, of what was sent and so of what was not."""
    assert without_headroom(Tokens(5_000, 0, 0), Side(4_000, 0), Side(10_000, 0), OPENAI) == (12_500, 0, 0)


def test_what_we_do_not_count_is_not_scaled_up():
    """A file of 100,000 tokens says nothing of how many tokens the text has."""
    assert without_headroom(Tokens(104_000, 0, 0), Side(4_000, 0), Side(10_000, 0), OPENAI) == (110_000, 0, 0)


def test_writes_that_a_provider_bills_and_does_not_report():
    assert as_billed(Tokens(2_000, 1_024, 0), LUNA) == (0, 1_024, 2_000)
    assert as_billed(Tokens(1_000, 0, 0), LUNA) == (1_000, 0, 0)
    assert as_billed(Tokens(500, 1_024, 1_500), LUNA) == (500, 1_024, 1_500)
    assert as_billed(Tokens(2_000, 1_024, 0), OPENAI) == (2_000, 1_024, 0)
    assert as_billed(Tokens(2_000, 1_024, 0), CLAUDE) == (2_000, 1_024, 0)


counts = some.integers(0, 2_000_000)
sides = some.tuples(counts, counts).map(lambda pair: Side(max(pair), min(pair)))
terms = some.sampled_from([OPENAI, CLAUDE, LUNA, *(CLAUDE._replace(caching=caching) for caching in Caching), Terms()])


@given(sides, terms)
def test_a_plan_bills_every_token_once(side: Side, terms: Terms):
    tokens = planned(side, terms)
    assert tokens.total == side.tokens
    assert min(tokens) >= 0


@given(counts, counts, counts, sides, counts, counts, terms)
def test_nothing_is_negative_and_nothing_gets_lost(uncached, read, write, sent, more, more_cached, terms):
    billed, sent = Tokens(uncached, read, write), sent._replace(tokens=sent.tokens + 1)
    given_side = Side(sent.tokens + more, min(sent.tokens + more, sent.cached + more_cached))
    before = without_headroom(billed, sent, given_side, terms)
    assert min(before) >= 0
    assert before.total >= billed.total
    assert without_headroom(billed, sent, sent, terms).total == billed.total
    assert as_billed(billed, terms).total == billed.total


@given(counts, counts, counts, sides, sides, terms)
def test_nothing_is_negative_where_more_is_sent_than_given(uncached, read, write, sent, given_side, terms):
    billed = Tokens(uncached, read, write)
    before = without_headroom(billed, sent, given_side, terms)
    assert min(before) >= 0
    assert given_side.tokens >= sent.tokens or before.total <= billed.total
    assert without_headroom(billed, sent, Side(0, 0), terms) == Tokens(0, 0, 0)


@given(some.integers(-(10**15), 10**15))
def test_picodollars_survive_as_dollars(amount: int):
    assert picodollars(usd(amount)) == amount


OPUS = price_of("claude-opus-5")  # 5.00; read 0.50, written 6.25, for an hour 10.00
UNMARKED = Terms(OPUS)
MARKED = Terms(OPUS, Caching.WHOLE, unmarked=UNMARKED)
OWN = Terms(OPUS, Caching.SYSTEM, front=1_000)
BOTH = Terms(OPUS, Caching.WHOLE, front=1_000, unmarked=OWN)


def test_what_only_headroom_has_cached_is_no_part_of_the_other_side():
    """Two requests, of 4,000 tokens and of 6,000 that begin with them; 1,000 of the first are not sent in either."""
    given, sent = [Side(4_000, 0), Side(6_000, 4_000)], [Side(3_000, 0), Side(5_000, 3_000)]
    assert [planned(side, UNMARKED) for side in given] == [(4_000, 0, 0), (6_000, 0, 0)]
    assert [planned(side, MARKED) for side in sent] == [(0, 0, 3_000), (0, 3_000, 2_000)]
    assert sum(dollars(planned(side, UNMARKED), UNMARKED) for side in given) == 0.05  # 10,000 x 5.00
    # 3,000 x 6.25; 3,000 x 0.50 + 2,000 x 6.25
    assert [dollars(planned(side, MARKED), MARKED) for side in sent] == [0.01875, 0.014]


def test_what_was_reported_of_marked_requests_would_have_been_read_anew():
    billed, sent, given = Tokens(0, 3_300, 2_200), Side(5_000, 3_000), Side(6_000, 4_000)
    assert without_headroom(billed, sent, given, MARKED) == (6_600, 0, 0)
    assert without_headroom(billed, sent, given, MARKED._replace(unmarked=OWN)) == (5_500, 1_100, 0)
    assert without_headroom(Tokens(0, 0, 5_500), sent, given, MARKED._replace(unmarked=OWN)) == (5_500, 0, 1_100)


def test_a_front_of_the_users_own_is_written_once_and_read_on_both_sides():
    assert planned(Side(4_000, 0), OWN) == (3_000, 0, 1_000)
    assert planned(Side(6_000, 4_000), OWN) == (5_000, 1_000, 0)
    assert planned(Side(6_000, 4_000, tools=500), OWN) == (4_500, 1_500, 0)
    assert planned(Side(800, 0), OWN) == (0, 0, 800)
    assert planned(Side(4_000, 0), OWN._replace(front=500)) == (4_000, 0, 0)  # too short


def test_a_front_for_an_hour_is_the_only_part_that_costs_so_much():
    first, next_one = planned(Side(4_000, 0), BOTH), planned(Side(6_000, 4_000), BOTH)
    hour = BOTH._replace(hour=True)
    assert dollars(first, hour) == 0.02875  # 1,000 x 10.00 + 3,000 x 6.25
    assert dollars(next_one, hour) == dollars(next_one, BOTH) == 0.0145  # 4,000 x 0.50 + 2,000 x 6.25
    assert dollars(planned(Side(4_000, 0), OWN), OWN._replace(hour=True)) == 0.025  # 1,000 x 10.00 + 3,000 x 5.00


def test_nothing_is_read_behind_a_request_that_was_not_cached():
    assert planned(Side(5_000, 3_000), MARKED._replace(is_first=True)) == (0, 0, 5_000)


AMOUNTS = some.integers(0, 10**6)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, some.sampled_from([MARKED, BOTH]))
def test_the_other_side_has_all_tokens_and_no_more_of_the_cache(uncached, read, write, sent, given, terms):
    billed = Tokens(uncached, read, write)
    before = without_headroom(billed, Side(sent, 0), Side(given, 0), terms)
    assert min(before) >= 0
    assert before.cache_read <= read
    assert before.cache_write <= write
    assert given == 0 or sent == 0 or (before.total >= billed.total) == (given >= sent) or before.total == billed.total
