"""Answers are right or wrong, and differences between ways to write a document have intervals."""

from __future__ import annotations

import pytest

from headroom._reading.scoring import chance, difference, is_right


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Oslo", "Oslo"),
        (' "oslo". ', "Oslo"),
        ("1,204.50", "1204.5"),
        ("`null`", "null"),
        ("None", "null"),
        ("", "empty"),
        ('""', "empty"),
        ("two  words\n", "two words"),
        ("-7", "-7"),
        ("2.", "2"),
        ("42", "42.0"),
    ],
)
def test_right(answer: str, expected: str):
    assert is_right(answer, expected)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("Osl", "Oslo"), ("Oslo or Graz", "Oslo"), ("", "absent"), ("12", "12a"), ("00123", "123x"), ("-7", "7")],
)
def test_wrong(answer: str, expected: str):
    assert not is_right(answer, expected)


def test_mcnemars_exact_test():
    """By hand: of 10 that differ, 2 or fewer one way has a probability of 56 / 1024, doubled."""
    assert chance(2, 8) == chance(8, 2) == pytest.approx(2 * 56 / 1024)
    assert chance(0, 0) == chance(5, 5) == 1
    assert chance(0, 6) == pytest.approx(2 / 64)


def test_a_difference_is_paired_and_its_interval_is_drawn_over_documents():
    same = {f"document {number}": [(True, True), (False, False)] for number in range(9)}
    assert difference(same) == (0, 0, 0, 0, 0, 1)
    one = {**same, "another": [(False, True), (False, True)]}
    compared = difference(one)
    assert (compared.points, compared.only, compared.only_other, compared.p) == (-10, 0, 2, 0.5)
    assert compared.low < -20 < compared.high == 0
    spread = {name: [(False, True), (True, True)] for name in one}
    assert difference(spread)[:3] == (-50, -50, -50)


def test_intervals_are_the_same_for_the_same_answers():
    pairs = {f"{number}": [(number % 3 > 0, number % 2 > 0)] for number in range(40)}
    assert difference(pairs) == difference(pairs)
