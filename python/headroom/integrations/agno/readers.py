"""What agno's classes and their services make of the schemas of tools.

Most pass them on as they are. Agno's classes for Claude and Bedrock write a schema anew from its parameters, those for
Gemini turn it into Google's own, which has no references. Google refuses objects without properties.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from headroom._schemas.reader import Reader

if TYPE_CHECKING:
    from agno.models.base import Model

__all__ = ["reader_of"]

_AGNO = "agno.models."
_REBUILDING = frozenset({"Claude", "AwsBedrock"})
_GOOGLES = frozenset({"Gemini", "GeminiInteractions"})
_GEMINI = "gemini"


def reader_of(model: Model) -> Reader:
    """Find out what becomes of a schema on its way to a model.

    Args:
        model: An agno model, wrapped or not.

    Returns:
        Its reader.
    """
    return _reader(type(model), str(model.id))


@lru_cache(maxsize=256)
def _reader(cls: type, model_id: str) -> Reader:
    names = {base.__name__ for base in cls.__mro__ if base.__module__.startswith(_AGNO)}
    is_googles = not names.isdisjoint(_GOOGLES)
    return Reader(
        is_rebuilt=is_googles or not names.isdisjoint(_REBUILDING),
        needs_properties=is_googles or _GEMINI in model_id.casefold(),
    )
