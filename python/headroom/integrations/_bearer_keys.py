"""The bearer keys that clients of a server show."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256

from headroom._exceptions import ConfigurationError

__all__ = ["BearerKeys"]


class BearerKeys:
    """Bearer keys, compared in a time that says nothing about them.

    Args:
        keys: The keys; None: everyone may enter.

    Raises:
        ConfigurationError: If it is no list of texts, or an empty one, which would let nobody in.
    """

    def __init__(self, keys: Sequence[str] | None) -> None:
        if keys is not None and not _are_keys(keys):
            raise ConfigurationError("api_keys must be a list of keys, or None to let everyone in")
        self._digests = None if keys is None else [_digest(key) for key in keys]

    def admit(self, authorization: str | None) -> bool:
        """Tell whether a request with this ``Authorization`` header may enter."""
        if self._digests is None:
            return True
        scheme, _, key = (authorization or "").partition(" ")
        shown = _digest(key.strip())
        matches = [hmac.compare_digest(shown, digest) for digest in self._digests]  # all of them, whichever fits
        return scheme.lower() == "bearer" and any(matches)


def _digest(key: str) -> bytes:
    return sha256(key.encode("utf-8", "surrogatepass")).digest()


def _are_keys(keys: Sequence[str]) -> bool:
    return not isinstance(keys, str) and bool(keys) and all(isinstance(key, str) and key for key in keys)
