"""Answers that are to be JSON objects of whatever shape: ``response_format: {"type": "json_object"}``.

Agno has a setting for shapes that are known beforehand alone, so the run's own model asks its provider. One whose
provider has no such mode, such as Claude, is told in words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["IN_WORDS", "ask_for_json"]

IN_WORDS = "Answer with a JSON object and nothing else."
"""OpenAI refuses to answer in JSON where nobody has said the word."""

_FORMAT = {"type": "json_object"}


def ask_for_json(model: Any) -> None:
    """Let a model answer the run it belongs to in JSON. The model must be the run's own."""
    for name in ("ainvoke", "ainvoke_stream"):
        setattr(model, name, _asking(getattr(model, name)))


def _asking(invoke: Callable[..., Any]) -> Callable[..., Any]:
    def asked(*args: Any, **kwargs: Any) -> Any:
        of_a_run = kwargs.get("run_response") is not None  # memories and summaries have formats of their own
        if of_a_run and kwargs.get("response_format") is None:
            kwargs["response_format"] = dict(_FORMAT)
        return invoke(*args, **kwargs)

    return asked
