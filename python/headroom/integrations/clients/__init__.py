"""Headroom in the clients of OpenAI's and Anthropic's packages; `headroom.wrap` is what users call.

Neither package is imported: whoever has a client of it has imported it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from headroom._exceptions import ProviderError
from headroom.integrations._layer import Accounted, Layer

from .seam import AsyncSeam, Seam, SyncSeam, layer_of, object_of, plain_of, subclass_of

if TYPE_CHECKING:
    from headroom._account.savings import AccountSavings
    from headroom._config import HeadroomConfig

__all__ = ["savings_of", "wrapped"]

Client = TypeVar("Client")

_SEAMS: dict[str, type[Seam]] = {"SyncAPIClient": SyncSeam, "AsyncAPIClient": AsyncSeam}
_MODULES = frozenset({"anthropic._base_client", "openai._base_client"})


def wrapped(client: Client, config: HeadroomConfig | None, scope: str) -> Client:
    """Wrap a client, see `headroom.wrap`."""
    given: Any = client
    if isinstance(given, Seam):
        layer, given = layer_of(given), plain_of(given)
        if layer is not None:
            if (config is None or config == layer.config) and scope in ("", layer.scope):
                return client
            config, scope = config or layer.config, scope or layer.scope
    kind: Any = type(given)
    made: Client = object_of(subclass_of(_seam_for(given), kind), given, Layer(config, scope))
    return made


def savings_of(client: object) -> AccountSavings:
    """Sum up what a wrapped client or a hook has sent, see `headroom.savings_of`."""
    if not isinstance(client, Accounted) or (isinstance(client, Seam) and layer_of(client) is None):
        raise ProviderError(f"savings_of takes what headroom.wrap gave, or a hook, not {type(client).__name__}")
    return client.get_savings_summary()


def _seam_for(client: Any) -> Any:
    for base in type(client).__mro__:
        if base.__module__ in _MODULES and base.__name__ in _SEAMS:
            return _SEAMS[base.__name__]
    raise ProviderError(
        f"wrap takes a client of the packages openai or anthropic, such as OpenAI() or AsyncAnthropic(), "
        f"not {type(client).__name__}; models, agents, teams and workflows of Agno: headroom.integrations.agno.wrap"
    )
