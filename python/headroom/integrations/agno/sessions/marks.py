"""Marks: what stands in a stored run in place of a text that is kept apart.

A person who reads the database without Headroom reads what it is. Nobody can name a text that he has not got, as its
key is a digest of the session and of all of the text, and what merely looks like a mark, without the check behind the
key, is a text like any other. One that is a mark to the letter, because a user has typed or copied it, is stored
behind a ``>``, as is one that has such signs already, so that each is read back as it was.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

__all__ = ["BEGIN", "MARK", "Mark", "digest", "keys_within", "mark", "quoted", "told", "told_by"]

BEGIN = "[Headroom: "
MARK = r"(>*)\[Headroom: ([0-9]{1,10}) characters are kept apart; HeadroomDb reads them: ([\w-]{32})([\w-]{8})\]"
"""A regular expression of one, quoted or not; in JSON it is written as it stands."""

_WHOLE = re.compile(MARK, re.ASCII)


class Mark(NamedTuple):
    """What a stored text that may be a mark stands for: a text that is kept apart, or one that stands there."""

    key: str | None
    shown: str


def digest(session_id: str, content: bytes) -> str:
    """Give the key of a text: a digest of it and of the session that it is of, which keys it for no other."""
    owner = session_id.encode("utf-8", "surrogatepass")
    found = blake2b(len(owner).to_bytes(8, "big") + owner, digest_size=24)
    found.update(content)
    return urlsafe_b64encode(found.digest()).decode()


def mark(key: str, length: int) -> str:
    """Write the mark of a text of so many characters."""
    return f"{BEGIN}{length} characters are kept apart; HeadroomDb reads them: {key}{_check(key, length)}]"


def quoted(text: str) -> str:
    """Write a text that shall stand there so that it is not taken for a mark."""
    if not text.endswith("]"):
        return text
    match = _WHOLE.fullmatch(text)
    return f">{text}" if match and _is_checked(match) else text


def told(text: str) -> Mark:
    """Read a stored text."""
    return told_by(_WHOLE.fullmatch(text), text)


def told_by(match: re.Match[str] | None, text: str) -> Mark:
    """Read a stored text that `MARK` has matched, or has not."""
    if not match or not _is_checked(match):
        return Mark(None, text)
    return Mark(None, text[1:]) if match[1] else Mark(match[3], text)


def keys_within(text: str) -> list[str]:
    """Give the keys of all that may be marks in a text, however it is written."""
    return [found[3] for found in _WHOLE.finditer(text)]


def _is_checked(match: re.Match[str]) -> bool:
    return match[4] == _check(match[3], int(match[2]))


@lru_cache(maxsize=4096)  # a run has most of its texts twice
def _check(key: str, length: int) -> str:
    found = blake2b(f"{length}:{key}".encode(), digest_size=6, person=b"headroom")
    return urlsafe_b64encode(found.digest()).decode()
