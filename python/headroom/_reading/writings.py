"""Ways to write a conversation's results: as they are, minified, as TOON, and at each level of Headroom."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, NamedTuple

from headroom._compress import compress
from headroom._config import CrushLevel, HeadroomConfig, RollingWindowConfig, SmartCrusherConfig
from headroom._reading.subject import Result, Subject, minified
from headroom._tokens import count_tokens

__all__ = ["COUNTED_BY", "ORIGINAL", "TOON_PACKAGE", "Writing", "tokens_of", "writings"]

ORIGINAL = "original"
TOON_PACKAGE = "toon_format"
COUNTED_BY = "gpt-4o"
"""Whose tokens the sizes are told in, whatever model is asked, so that tables can be compared."""

Messages = list[Any]


class Writing(NamedTuple):
    """A way to write the results of a conversation.

    Attributes:
        name: what it is called.
        write: makes the conversation of a subject.
    """

    name: str
    write: Callable[[Subject], Messages]


def writings() -> list[Writing]:
    """Give all ways to write results, the original first; TOON where its package is installed."""
    levels = [level for level in CrushLevel if level is not CrushLevel.AUTO]
    toon = [Writing("TOON", _each(_toon))] if find_spec(TOON_PACKAGE) else []
    alone = [Writing(ORIGINAL, _each(_as_it_is)), Writing("minified JSON", _each(_minified)), *toon]
    return [*alone, *(Writing(f"Headroom, {level.value}", _at(level)) for level in levels)]


def tokens_of(messages: Messages) -> int:
    """Count the tokens of the results in a conversation."""
    return count_tokens([message for message in messages if message["role"] == "tool"], COUNTED_BY).value


def _each(write: Callable[[Result], str]) -> Callable[[Subject], Messages]:
    return lambda subject: subject.messages([write(result) for result in subject.results])


def _as_it_is(result: Result) -> str:
    return result.text


def _minified(result: Result) -> str:
    return result.text if result.value is None else minified(result.value)


def _toon(result: Result) -> str:
    if result.value is None:
        return result.text
    from toon_format import encode

    return str(encode(result.value))


def _at(level: CrushLevel) -> Callable[[Subject], Messages]:
    config = HeadroomConfig(
        smart_crusher=SmartCrusherConfig(level=level), rolling_window=RollingWindowConfig(enabled=False)
    )
    original = _each(_as_it_is)

    def write(subject: Subject) -> Messages:
        return [*compress(original(subject), COUNTED_BY, config=config).messages]

    return write
