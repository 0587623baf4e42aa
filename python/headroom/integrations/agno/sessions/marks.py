"""Marks: what stands in a stored run in place of a text that is kept apart.

A person who reads the database without Headroom reads what it is. Nobody can name a text that he has not got, as its
key is a digest of the session and of all of the text, and what merely looks like a mark, without the check behind the
key, is a text like any other. One that is a mark to the letter, because a user has typed or copied it, is stored
behind a ``>``, as is one that has such signs already, so that each is read back as it was.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from hashlib import blake2b

__all__ = ["BEGIN", "LONGEST", "MARK", "digest", "key_in", "keys_within", "mark", "quoted", "shown"]

BEGIN = "[Headroom: "
MARK = r">*\[Headroom: [0-9]{1,10} characters are kept apart; HeadroomDb reads them: [\w-]{40}\]"
"""A regular expression of one, quoted or not; in JSON it is written as it stands."""
LONGEST = 128
"""More characters than a mark has that is not quoted."""

_PARTS = re.compile(r"(>*)\[Headroom: ([0-9]+) [^:]+: (.{32})(.{8})\]")
_WHOLE = re.compile(MARK, re.ASCII)


def digest(session_id: str, content: bytes) -> str:
    """Give the key of a text: a digest of it and of the session that it is of, which keys it for no other."""
    owner = session_id.encode("utf-8", "surrogatepass")
    told = blake2b(len(owner).to_bytes(8, "big") + owner, digest_size=24)
    told.update(content)
    return urlsafe_b64encode(told.digest()).decode()


def mark(key: str, length: int) -> str:
    """Write the mark of a text of so many characters."""
    return f"{BEGIN}{length} characters are kept apart; HeadroomDb reads them: {key}{_check(key, length)}]"


def key_in(text: str) -> str | None:
    """Give the key that a text names, if it is a mark and not quoted."""
    parts = _parts(text)
    return parts[3] if parts and not parts[1] else None


def keys_within(text: str) -> list[str]:
    """Give the keys of all that may be marks in a text, however it is written."""
    return [found[-41:-9] for found in _WHOLE.findall(text)]


def quoted(text: str) -> str:
    """Write a text so that it is not taken for a mark."""
    return f">{text}" if _parts(text) else text


def shown(text: str) -> str:
    """Give the text that was stored, of one that is no mark."""
    return text[1:] if text.startswith(">") and _parts(text) else text


def _parts(text: str) -> re.Match[str] | None:
    """The parts of a mark, quoted or not; nothing for any other text."""
    if not text.endswith("]") or not _WHOLE.fullmatch(text):
        return None
    parts = _PARTS.fullmatch(text)
    return parts if parts and parts[4] == _check(parts[3], int(parts[2])) else None


def _check(key: str, length: int) -> str:
    told = blake2b(f"{length}:{key}".encode(), digest_size=6, person=b"headroom")
    return urlsafe_b64encode(told.digest()).decode()
