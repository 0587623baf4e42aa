"""Whose model is it: by what its id says first, then by the class that calls it.

The id decides because classes lie: Bedrock, OpenRouter and Synthorai all serve Claude.
The class decides where the id says nothing: an Azure deployment, a Bedrock ARN, a
fine-tune with a name of its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from headroom import _core
from headroom._models.info import is_counted, model_info
from headroom._tokens import count_tokens

from .stated import stated_by

__all__ = ["HeadroomProvider", "get_headroom_provider", "get_model_name_from_agno", "service_of", "tokenizer_id"]

_PACKAGE = "agno.models."
# Classes that speak a protocol for any service: behind them the class says nothing more.
_PROTOCOLS = frozenset({"OpenAILike", "OpenResponses"})
# Where an agno package goes by another name than its service.
_NAMES = {"aws": "bedrock", "ibm": "watsonx", "kimi": "moonshot", "llama_cpp": "llama-cpp"}
# These host every maker's models.
_ANY_MAKER = frozenset({"AwsBedrock", "AzureAIFoundry"})


class HeadroomProvider(NamedTuple):
    """What Headroom knows about a model.

    Attributes:
        name: The service that the id names, or the model's maker, e.g. ``"anthropic"``; for an id
            that says neither, the agno class's service, e.g. ``"groq"`` or ``"openai-like"``; else ``"unknown"``.
        model: The model's id, as agno sends it.
        tokenizer: How its tokens are counted, in words.
        context_limit: Its context in tokens by the built-in table, a default where nobody knows; no more than the
            model's own options have the server read.
        level: The level at which JSON is rewritten for it, unless the settings say: ``"plain"`` or ``"default"``.
    """

    name: str
    model: str
    tokenizer: str
    context_limit: int
    level: str


class OpenAIProvider(HeadroomProvider):
    """OpenAI."""


class AnthropicProvider(HeadroomProvider):
    """Anthropic."""


class GoogleProvider(HeadroomProvider):
    """Google."""


class CohereProvider(HeadroomProvider):
    """Cohere."""


# Of all others the name says who it is.
_TYPES: dict[str, type[HeadroomProvider]] = {
    "openai": OpenAIProvider,
    "anthropic": AnthropicProvider,
    "google": GoogleProvider,
    "cohere": CohereProvider,
}


def get_model_name_from_agno(model: Any) -> str:
    """Find the id of an agno model.

    Args:
        model: An agno model, wrapped or not, or an id.

    Returns:
        The id; the class's name for an object that has none.
    """
    if isinstance(model, str):
        return model
    name = getattr(model, "id", None) or getattr(model, "name", None)
    return str(name) if name else type(model).__name__


def get_headroom_provider(model: Any) -> HeadroomProvider:
    """Find out whose model it is and how Headroom counts its tokens.

    Args:
        model: An agno model, wrapped or not, or a model id.

    Returns:
        What is known, as ``OpenAIProvider``, ``AnthropicProvider``, ``GoogleProvider`` or
        ``CohereProvider`` where it is one of these; for a model nobody knows the name is
        ``"unknown"`` and the count an estimate.
    """
    model_id = get_model_name_from_agno(model)
    cls: Any = type(model)
    service = None if isinstance(model, str) else service_of(cls)
    known, counted = model_info(model_id), tokenizer_id(model)
    other = model_info(counted)
    published = (known if known.limits_known else other).context_tokens
    stated = stated_by(model).context_tokens
    name = service if service is not None and known.service == "unknown" else known.service
    return _TYPES.get(name, HeadroomProvider)(
        name=name,
        model=model_id,
        tokenizer=count_tokens("", counted).method,
        context_limit=published if stated is None else min(published, stated),
        level=other.level if known.level == "default" else known.level,
    )


def tokenizer_id(model: Any) -> str:
    """Find the model id to count tokens with.

    Args:
        model: An agno model, wrapped or not, or a model id.

    Returns:
        The model's own id, routed to the class's server if that is a local one; where it
        does not say whose it is, a typical id of the service its class belongs to.
    """
    model_id = get_model_name_from_agno(model)
    if isinstance(model, str):
        return model_id
    cls: Any = type(model)
    return _tokenizer_id(cls, model_id)


@lru_cache(maxsize=256)
def service_of(cls: type) -> str | None:
    """Find whose service an agno class calls.

    Args:
        cls: The class of a model.

    Returns:
        The service's name, ``"openai-like"`` for any that speaks OpenAI's protocol; None for a class not of agno's.
    """
    for base in cls.__mro__:
        package = _package(base)
        if package is not None:
            if base.__name__ in _PROTOCOLS:
                return "openai-like"
            return _NAMES.get(package, package)
    return None


@lru_cache(maxsize=256)
def _tokenizer_id(cls: type, model_id: str) -> str:
    service = service_of(cls)
    if service and _core.is_local(service):
        return f"{service}/{model_id}"
    return model_id if is_counted(model_id) else _typical_id(cls) or model_id


def _typical_id(cls: type) -> str | None:
    for base in cls.__mro__:
        if base.__name__ in _ANY_MAKER:
            return None
        typical = _core.typical_model(_package(base) or "")
        if base.__name__ in _PROTOCOLS:
            return None
        if typical is not None:
            return typical
    return None


def _package(cls: type) -> str | None:
    if not cls.__module__.startswith(_PACKAGE):
        return None
    package = cls.__module__[len(_PACKAGE) :].partition(".")[0]
    return None if package == "base" else package
