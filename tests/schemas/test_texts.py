"""Descriptions keep their words, their lines and what these are indented by against each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom._schemas.texts import trimmed

DOCSTRING = """
    Look up an order.

    Args:
        id: its number
        verbose: whether to tell all

    """

TRIMMED = """Look up an order.

Args:
    id: its number
    verbose: whether to tell all"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("  Look up an order. ", "Look up an order."),
        ("Look   up  an order.", "Look up an order."),
        (DOCSTRING, TRIMMED),
        (DOCSTRING.strip() + "\n    ", TRIMMED),
        ("One.  Two.\nThree.", "One. Two.\nThree."),
        ("One.   \n\n\n\nTwo.\n", "One.\n\nTwo."),
        ("", ""),
    ],
)
def test_white_space_that_carries_nothing_goes(given: str, expected: str):
    assert trimmed(given) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Match `a  b` or 'c  d'.",
        "name    what\nfoo     a thing\nquux    another",
        "Do it:\n    - first\n        - the first of all\n    - then",
        "Run this:\n\n    for x in y:\n        print(x)",
        "For example:\n```\nif x:\n\n\n\n    y  =  1   \n```\nand so on.",
        "1.  One\n2.  Two",
        "| a  | b |\n|----|---|\n| 1  | 2 |",
    ],
)
def test_what_is_laid_out_stays(text: str):
    assert trimmed(text) == text


def test_a_fence_loses_no_more_than_the_indentation_of_all():
    fenced = "\n    See:\n    ```\n    if x:\n\n\n\n        y\n    ```\n    "
    assert trimmed(fenced) == "See:\n```\nif x:\n\n\n\n    y\n```"


LINES = st.lists(st.text("ab .:-*`\t\n'|", max_size=12).map(lambda line: " " * (len(line) % 5) + line), max_size=8)


@given(LINES)
def test_words_stay_and_nothing_is_done_twice(lines: list[str]):
    text = "\n".join(lines)
    short = trimmed(text)

    assert short.split() == text.split()
    assert len(short) <= len(text)
    assert trimmed(short) == short
