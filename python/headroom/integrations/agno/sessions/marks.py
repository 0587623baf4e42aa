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
from hashlib import sha256
from typing import NamedTuple
from zlib import crc32

__all__ = ["BEGIN", "MARK", "Mark", "digest", "keys_within", "mark", "quoted", "told", "told_by"]

BEGIN = "[Headroom: "
_TOLD = " characters are kept apart; HeadroomDb reads them: "
MARK = rf"\[Headroom: ([0-9]{{1,10}}){_TOLD}([\w-]{{32}})([0-9a-f]{{8}})\]"
"""A regular expression of one that is not quoted; in JSON it is written as it stands."""

_MARK = re.compile(MARK, re.ASCII)
_KEY_BYTES = 24
_WHOLE = re.compile(f"(>*){MARK}", re.ASCII)


class Mark(NamedTuple):
    """What a stored text that may be a mark stands for: a text that is kept apart, or one that stands there."""

    key: str | None
    shown: str


def digest(session_id: str, content: bytes) -> str:
    """Give the key of a text: a digest of it and of the session that it is of, which keys it for no other."""
    owner = session_id.encode("utf-8", "surrogatepass")
    found = sha256(
        len(owner).to_bytes(8, "big") + owner
    )  # processors have it built in: a third less than BLAKE2b takes
    found.update(content)
    return urlsafe_b64encode(found.digest()[:_KEY_BYTES]).decode()


def mark(key: str, length: int) -> str:
    """Write the mark of a text of so many characters."""
    return f"{BEGIN}{length}{_TOLD}{key}{_check(key, length)}]"


def quoted(text: str) -> str:
    """Write a text that shall stand there so that it is not taken for a mark."""
    if not text.endswith("]"):
        return text
    match = _WHOLE.fullmatch(text)
    return f">{text}" if match and _is_checked(*match.groups()[1:]) else text


def told(text: str) -> Mark:
    """Read a stored text."""
    match = _WHOLE.fullmatch(text)
    if not match or not _is_checked(*match.groups()[1:]):
        return Mark(None, text)
    return Mark(None, text[1:]) if match[1] else Mark(match[3], text)


@lru_cache(maxsize=4096)  # a run has most of its texts twice
def told_by(length: str, key: str, check: str) -> Mark:
    """Read a stored text that is no more than what `MARK` matches, by its groups."""
    return Mark(key if _is_checked(length, key, check) else None, f"{BEGIN}{length}{_TOLD}{key}{check}]")


def keys_within(text: str) -> list[str]:
    """Give the keys of all that may be marks in a text, however it is written."""
    return [found[2] for found in _MARK.finditer(text)]


def _is_checked(length: str, key: str, check: str) -> bool:
    return check == _check(key, int(length))


def _check(key: str, length: int) -> str:
    # Against chance, not against people, who could count any other check too.
    return f"{crc32(f'{length}:{key}'.encode()):08x}"
