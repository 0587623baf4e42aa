"""Whose service a client or a model object calls: its class says it, or the host that it calls."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from headroom import _core
from headroom._models.info import is_counted

__all__ = ["counted_as", "service_named", "service_of_class", "service_of_client"]

_BY_CLASS = {
    "Azure": "azure",
    "Foundry": "azure",
    "Bedrock": "bedrock",
    "Vertex": "vertexai",
    "GoogleCloud": "vertexai",
    "AWS": "anthropic",
}
"""What stands in the names of the packages' classes for a service, and which that is."""


def service_of_client(client: Any) -> str | None:
    """Find whose service a client calls; ``None`` where neither its class nor its host says."""
    kind: Any = type(client)
    # From the end of the host's name on: a resource's own name stands before the service's.
    return service_of_class(kind) or service_named(*reversed(str(client.base_url.host).split(".")))


def counted_as(model: str, service: str | None) -> str:
    """The id to count tokens with: the model's own, or a typical one of its service where it is a deployment's name."""
    if is_counted(model):
        return model
    return _core.typical_model(service or "") or model


@lru_cache(maxsize=256)
def service_of_class(kind: Any) -> str | None:
    """Find whose service objects of a class call, if its name or one of those it is made of says so."""
    names = [base.__name__ for base in kind.__mro__]
    return next((service for part, service in _BY_CLASS.items() if any(part in name for name in names)), None)


@lru_cache(maxsize=256)
def service_named(*words: str) -> str | None:
    """Find the service that the first of some words names which names one."""
    return next((service for word in words if (service := _core.model_names(f"{word}/")[0])), None)
