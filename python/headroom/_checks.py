"""Checks of settings: each raises what is wrong with which."""

from __future__ import annotations

import enum
from typing import TypeVar

from headroom._arguments import MOST_TOKENS
from headroom._exceptions import ConfigurationError

__all__ = ["member", "names", "require_bool", "require_int", "require_type"]

Choice = TypeVar("Choice", bound=enum.Enum)


def member(kind: type[Choice], name: str, value: object) -> Choice:
    try:
        return kind(value.lower() if isinstance(value, str) else value)
    except ValueError:
        known = ", ".join(one.value for one in kind)
        raise ConfigurationError(f"{name} is one of {known}, not {value!r}") from None


def names(owner: object, name: str) -> tuple[str, ...]:
    listed = getattr(owner, name)
    if not isinstance(listed, list | tuple) or not all(isinstance(one, str) for one in listed):
        raise ConfigurationError(f"{type(owner).__name__}.{name} takes a tuple of names, not {listed!r}")
    return tuple(listed)


def require_type(owner: object, name: str, kind: type) -> None:
    value = getattr(owner, name)
    if type(value) is not kind:
        raise ConfigurationError(f"{type(owner).__name__}.{name} takes a {kind.__name__}, not {value!r}")


def require_bool(owner: object, name: str) -> None:
    require_type(owner, name, bool)


def require_int(owner: object, name: str, *, least: int, most: int = MOST_TOKENS) -> None:
    require_type(owner, name, int)
    if not least <= getattr(owner, name) <= most:
        allowed = f"between {least} and {most}"
        raise ConfigurationError(f"{type(owner).__name__}.{name} is {allowed}, not {getattr(owner, name)!r}")
