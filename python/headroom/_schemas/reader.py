"""What becomes of a tool's schema between the request and the model."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Reader"]


class Reader(NamedTuple):
    """Who takes schemas apart on the way; by default nobody does."""

    is_rebuilt: bool = False
    """Whether the schema is written anew from the parameters: what stands beside them, such as a title, is not sent
    then, parameters without a description get an empty one, and objects are treated otherwise in definitions."""
    needs_properties: bool = False
    """Whether objects without properties are refused."""
