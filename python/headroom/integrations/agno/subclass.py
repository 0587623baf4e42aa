"""Classes that are a provider's class and Headroom's at once, and objects of them."""

from __future__ import annotations

from dataclasses import InitVar, make_dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from headroom._config import HeadroomConfig

from .breakpoint_client import client_methods
from .layer import Layer

if TYPE_CHECKING:
    from agno.models.base import Model

__all__ = ["object_of", "rebuilt", "subclass_of"]


@lru_cache(maxsize=256)
def subclass_of(seam: Any, provider: Any) -> type[Any]:
    """Make the one subclass of a provider's class that has the seam.

    Args:
        seam: The class that overrides the provider's methods.
        provider: The class of the model to wrap.

    Returns:
        A subclass of both, with the provider's name, so that agno's checks by class
        name hold.
    """
    namespace = {
        "__module__": provider.__module__,
        "__qualname__": provider.__qualname__,
        "__doc__": provider.__doc__,
        "__new__": _new,
        "__init__": _init,
        "__dataclass_fields__": {**provider.__dataclass_fields__, **_layer_field()},
        **client_methods(provider),
    }
    metaclass: Any = type(provider)
    made: type[Any] = metaclass(provider.__name__, (seam, provider), namespace)
    return made


def object_of(cls: type[Any], model: Model) -> Any:
    """Make an object of a class with the state of a model, clients and all, by reference.

    Args:
        cls: A class from ``subclass_of``.
        model: The model to take the state from.

    Returns:
        The new object; the model is not changed.
    """
    made = object.__new__(cls)
    made.__dict__.update(model.__dict__)
    for name in _slots(type(model)):
        if hasattr(model, name):
            setattr(made, name, getattr(model, name))
    return made


def rebuilt(seam: Any, provider: Any) -> Any:
    """Make an object without state, for unpickling.

    Args:
        seam: As for ``subclass_of``.
        provider: As for ``subclass_of``.

    Returns:
        The object, still to be given its state.
    """
    return object.__new__(subclass_of(seam, provider))


@cache
def _layer_field() -> dict[str, Any]:
    # dataclasses.replace hands init variables on, while fields() and asdict() do not list them.
    carrier: Any = make_dataclass("Carrier", [("_headroom", InitVar, None)])
    return dict(carrier.__dataclass_fields__)


def _new(cls: type[Any], *args: Any, **kwargs: Any) -> Any:
    return object.__new__(cls)


def _init(self: Any, *args: Any, _headroom: Layer | None = None, **kwargs: Any) -> None:
    if "_headroom" in self.__dict__:
        return  # Just wrapped: its state is there already.
    provider: Any = type(self).__bases__[1]
    if _headroom is None:
        _headroom = Layer(provider(*args, **kwargs), HeadroomConfig(), auto_detect_provider=True)
    provider.__init__(self, *args, **kwargs)
    self._headroom = _headroom


def _slots(cls: type) -> list[str]:
    names: list[str] = []
    for base in cls.__mro__:
        slots = base.__dict__.get("__slots__", ())
        names.extend([slots] if isinstance(slots, str) else slots)
    return [name for name in names if name not in ("__dict__", "__weakref__")]
