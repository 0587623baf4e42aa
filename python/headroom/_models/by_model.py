"""Values that settings give by model id, found whichever way an id is spelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from headroom import _core
from headroom._models.info import model_info

__all__ = ["ByModel"]

Value = TypeVar("Value")


class ByModel(Generic[Value]):
    """Values by model id. Which ids are one model's, the core says (``rust/core/src/models/id.rs``)."""

    def __init__(self, given: Mapping[str, Value], size: Callable[[Value], float]) -> None:
        """Take values by model id; where two ids are one model's, the value with the smaller `size` stands."""
        self._given = given
        self._named: dict[tuple[str | None, str], Value] = {}
        for model, value in given.items():
            service, names = _core.model_names(model)
            name = service, names[0]
            self._named[name] = min(self._named.get(name, value), value, key=size)

    def of(self, model: str, service: str | None = None) -> Value | None:
        """Find what was given for a model; ``None`` if nothing was.

        Args:
            model: the model's id; the value given for exactly this id comes first.
            service: who serves it, as ids name it, where something else than the id tells.
        """
        value = self._given.get(model)
        return self._by_name(model, service) if value is None and self._named else value

    def _by_name(self, model: str, service: str | None) -> Value | None:
        """Find by name: an id that names no service is good for all of them; one that does, for its own."""
        named, names = _core.model_names(model)
        served = named or _core.model_names(f"{service or ''}/")[0] or model_info(model).service
        keys = ((who, name) for name in names for who in (served, None))
        return next((self._named[key] for key in keys if key in self._named), None)
