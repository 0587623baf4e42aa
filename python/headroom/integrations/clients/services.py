"""Whose service a client calls: its class says it, or the host that it calls."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from headroom import _core
from headroom._models.info import model_info

__all__ = ["counted_as", "service_of"]

_BY_CLASS = {
    "Azure": "azure",
    "Foundry": "azure",
    "Bedrock": "bedrock",
    "Vertex": "vertexai",
    "GoogleCloud": "vertexai",
    "AWS": "anthropic",
}
"""What stands in the names of the packages' classes for a service, and which that is."""


def service_of(client: Any) -> str | None:
    """Find whose service a client calls; ``None`` where neither its class nor its host says."""
    kind: Any = type(client)
    return _by_class(kind) or _by_host(str(client.base_url.host))


def counted_as(model: str, service: str | None) -> str:
    """The id to count tokens with: the model's own, or a typical one of its service where it is a deployment's name."""
    if model_info(model).method != model_info("").method:
        return model
    return _core.typical_model(service or "") or model


@lru_cache(maxsize=256)
def _by_class(kind: Any) -> str | None:
    names = [base.__name__ for base in kind.__mro__]
    return next((service for part, service in _BY_CLASS.items() if any(part in name for name in names)), None)


@lru_cache(maxsize=256)
def _by_host(host: str) -> str | None:
    """Who is named in a host's name, from its end on: a resource's own name stands before the service's."""
    named = (_core.model_names(f"{label}/")[0] for label in reversed(host.split(".")))
    return next((service for service in named if service), None)
