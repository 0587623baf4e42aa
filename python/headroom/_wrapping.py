"""`wrap`: clients that programs have already, sending less."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from headroom._account.savings import AccountSavings
    from headroom._config import HeadroomConfig

__all__ = ["savings_of", "wrap"]

Client = TypeVar("Client")


def wrap(client: Client, *, config: HeadroomConfig | None = None, scope: str = "") -> Client:
    """Wrap a client of OpenAI's or Anthropic's package, so that what it asks models goes out in fewer tokens.

        client = headroom.wrap(OpenAI())

    What comes back is an object of the same class, with the same resources, helpers and types, streamed or not. Chat
    completions, Responses and Anthropic's messages are compressed; all else passes. Only what is sent is rewritten:
    the messages that the caller holds never are. The client that was given stays as it is, and shares its connections.

    Views are shown where a request itself offers ``headroom_retrieve``: see docs/clients.md.

    Args:
        client: an ``OpenAI``, ``AsyncOpenAI``, ``Anthropic`` or ``AsyncAnthropic``, or one of a subclass, such as
            those for Azure, Bedrock and Vertex. One that is wrapped already is returned as it is, unless a setting
            differs from the one that it has.
        config: settings; ``None`` means the defaults.
        scope: whose conversations they are, as `compress` takes it.

    Raises:
        ProviderError: `client` is something else.
        ConfigurationError: `config` is no ``HeadroomConfig``, or has a budget.
        ValidationError: `scope` is no text.
    """
    from headroom.integrations.clients import wrapped  # what who does not wrap a client need not load

    return wrapped(client, config, scope)


def savings_of(client: object) -> AccountSavings:
    """Sum up every request that a wrapped client has sent, over all copies of it.

    Args:
        client: what `wrap` gave, or a hook of `headroom.integrations`.

    Returns:
        The figures that docs/bill.md explains, of all requests and by ``models``. ``client.get_savings_summary()``
        gives the same, and ``client.tokens_saved`` and ``client.metrics_history`` are there too, though type checkers
        do not see them.

    Raises:
        ProviderError: `client` is something else.
    """
    from headroom.integrations.clients import savings_of as summed

    return summed(client)
