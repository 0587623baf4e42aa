"""Whether a request has the service clear, cut or sum up what the prompt holds, before the model reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from headroom import _core
from headroom._models.info import model_info

__all__ = ["edited_by", "prompt_fields"]


def edited_by(options: Iterable[tuple[str, Any]], model: str, service: str | None, context_tokens: int | None) -> bool:
    """Tell whether a request's options ask for it, or the service does it by itself.

    Args:
        options: what the request says in fields of these names, `prompt_fields`; one may come more than once.
        model: the id of the model that answers.
        service: who is called, where that is known.
        context_tokens: the model's context length, where that is given.
    """
    said = tuple((name, tuple(_words(value))) for name, value in options)
    return _is_edited(model, service, context_tokens, said)


@cache
def prompt_fields() -> tuple[str, ...]:
    """The fields that may ask for it."""
    return tuple(_core.prompt_fields())


@lru_cache(maxsize=256)
def _is_edited(
    model: str, service: str | None, context_tokens: int | None, options: Sequence[tuple[str, Sequence[str]]]
) -> bool:
    known = model_info(model)
    context = known.context_tokens if context_tokens is None else context_tokens
    return any(_core.edits_prompt(name, context, options) for name in (service or "", known.service))


def _words(value: Any) -> Iterator[str]:
    """What an option says, by the words that name its parts."""
    if not value:  # nothing is asked for
        return
    if isinstance(value, Mapping):
        named = value.get("edits", value.get("type", value.get("id", "something")))
        yield from (f"{named} off",) if value.get("enabled") is False else _words(named)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for part in value:
            yield from _words(part)
    else:
        yield str(value)
