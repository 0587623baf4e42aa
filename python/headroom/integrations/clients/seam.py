"""The one place in which a client of OpenAI's or Anthropic's package differs from the one that was given.

Whatever resource, helper or wrapper of raw responses is used, the packages send it through ``request`` of the client.
A wrapped client is an object of a subclass of the given client's own class that overrides this method alone, and what
makes copies.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

from headroom.integrations._layer import Accounted, Layer

from .request import ClientRequest, request_in
from .streams import async_stream_telling, stream_telling

__all__ = ["AsyncSeam", "Seam", "SyncSeam", "layer_of", "object_of", "plain_of", "subclass_of"]

_LAYER = "_headroom"


class Seam(Accounted):
    """What both kinds of wrapped clients have."""

    def copy(self, **options: Any) -> Any:
        """Make another client with some options changed, as the client's own class does, on the same account."""
        # The packages' own `copy` asks for the very class, and calls it.
        made, layer = plain_of(self).copy(**options), layer_of(self)
        return made if layer is None else object_of(type(self), made, layer)

    with_options = copy


class SyncSeam(Seam):
    """A client that waits."""

    def request(self, cast_to: Any, options: Any, *args: Any, stream_cls: Any = None, **kwargs: Any) -> Any:
        """Send a request, compressed. Arguments as the client's own class takes them."""
        client: Any = super()
        request = _request_of(self, options)
        if request is None:
            return client.request(cast_to, options, *args, stream_cls=stream_cls, **kwargs)
        request.plan()
        streamed = bool(kwargs.get("stream"))
        if streamed:
            stream_cls = _telling(stream_telling, self, stream_cls, request)
        answer = client.request(cast_to, request.options, *args, stream_cls=stream_cls, **kwargs)
        _answered(request, answer, streamed=streamed)
        return answer


class AsyncSeam(Seam):
    """A client that is awaited."""

    async def request(self, cast_to: Any, options: Any, *args: Any, stream_cls: Any = None, **kwargs: Any) -> Any:
        """Send a request, compressed. Arguments as the client's own class takes them."""
        client: Any = super()
        request = _request_of(self, options)
        if request is None:
            return await client.request(cast_to, options, *args, stream_cls=stream_cls, **kwargs)
        await request.aplan()
        streamed = bool(kwargs.get("stream"))
        if streamed:
            stream_cls = _telling(async_stream_telling, self, stream_cls, request)
        answer = await client.request(cast_to, request.options, *args, stream_cls=stream_cls, **kwargs)
        _answered(request, answer, streamed=streamed)
        return answer


@lru_cache(maxsize=256)
def subclass_of(seam: Any, given: Any) -> type[Any]:
    """Make the one subclass of a client's class that has the seam, with the same name."""
    namespace = {"__module__": given.__module__, "__qualname__": given.__qualname__, "__doc__": given.__doc__}
    metaclass: Any = type(given)
    made: type[Any] = metaclass(given.__name__, (seam, given), namespace)
    return made


def object_of(kind: type[Any], client: Any, layer: Layer) -> Any:
    """Make an object of a class from `subclass_of` with a client's state, by reference; the client is not changed."""
    made = _with_state_of(client, kind)
    made._headroom = layer
    return made


def layer_of(client: Seam) -> Layer | None:
    """Find what a client carries; ``None`` for one that its class made rather than `wrap`."""
    layer: Layer | None = vars(client).get(_LAYER)
    return layer


def plain_of(client: Seam) -> Any:
    """Make a client of the class that was given, with the state that a wrapped one has by now."""
    return _with_state_of(client, type(client).__bases__[1])


def _with_state_of(client: Any, kind: Any) -> Any:
    """Make an object of a class with all that a client holds, and resources of its own, as each has its client."""
    made = object.__new__(kind)
    for name, value in list(vars(client).items()):  # other threads may ask for more resources meanwhile
        if getattr(value, "_client", None) is not client:
            made.__dict__[name] = value
        elif not isinstance(getattr(kind, name, None), cached_property):  # those are made when they are asked for
            made.__dict__[name] = type(value)(made)
    made.__dict__.pop(_LAYER, None)
    return made


def _request_of(client: Seam, options: Any) -> ClientRequest | None:
    """The request to account for; ``None`` for others, and of a client that its class made rather than `wrap`."""
    layer = layer_of(client)
    if layer is None:
        return None
    try:
        return request_in(layer, client, options)
    except Exception as fault:
        layer.failed(fault)
        return None


def _telling(make: Callable[..., Any], client: Any, kind: Any, request: ClientRequest) -> Any:
    """The class of streams to ask for; the package's own, whose reports nobody reads, where none can be made of it."""
    kind = kind or client._default_stream_cls
    try:
        return make(kind, request)
    except Exception as fault:
        client._headroom.failed(fault)
        return kind


def _answered(request: ClientRequest, answer: Any, *, streamed: bool) -> None:
    """Take in that the provider has taken the request, and what the answer says of it, if that is not streamed."""
    request.answered(None if streamed else answer)
    if not streamed:
        request.closed()
