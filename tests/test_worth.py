"""A rewrite is sent where it saves at least ten tokens, or 5 % in short texts."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from headroom import SmartCrusher, compress
from tests.laws.conversations import openai_round, user

CRUSHER = SmartCrusher()


def test_a_rewrite_saves_ten_tokens_or_five_percent():
    short, long = json.dumps(["a", "b"]), json.dumps(["a", "b", "word " * 400])
    assert CRUSHER.crush(short).was_modified
    assert not CRUSHER.crush(long).was_modified, "the same few tokens of many"
    result = CRUSHER.crush(json.dumps([*range(12), "word " * 400]))
    assert result.tokens_before - result.tokens_after >= 10


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(0, 300))
def test_nothing_is_rewritten_for_less(numbers: list[int], words: int):
    result = CRUSHER.crush(json.dumps([*numbers, "word " * words]))
    saved = result.tokens_before - result.tokens_after
    assert saved == 0 or saved >= min(10, result.tokens_before * 5 / 100)


def _again(text: str, said: str) -> Any:
    """What is sent of a result that says what an earlier one says, and more."""
    return compress([user("Go"), *openai_round(["a"], [said]), *openai_round(["b"], [text])]).messages[4]["content"]


def test_a_reference_saves_ten_tokens_or_five_percent():
    said = (
        "The delivery of the seven lamps was sent to Rotterdam on the second of March, and has not arrived since then."
    )
    more = "Other words: " + " ".join(f"w{n}" for n in range(400))
    assert _again(said, said).startswith("[… as in ")
    assert _again(f"{said[:60]} {more}", said) == f"{said[:60]} {more}", "the same few tokens of many"
    assert _again(f"{said} {said[:60]} {more} {said}", said).startswith("[… as in ")
