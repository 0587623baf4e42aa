"""What agno has looked up for a user's message, told from the words of the user.

With ``add_knowledge_to_context`` agno puts a line behind the user's words, then what it has found, as indented JSON
between two tags. That is data, and may refer to what stands above as results of tools do; the words never do.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from headroom._sent_text import SentText

__all__ = ["LookedUp", "hides_tags", "looked_up"]

_OPENING = "\n\nUse the following references from the knowledge base if it helps:\n<references>\n"
_CLOSING = "\n</references>"
_TAG = "references>"


class LookedUp(NamedTuple):
    """A user's message in three parts, with a line end before the last."""

    words: str
    """What the user says, and agno's line."""
    found: str
    """What agno has found."""
    rest: str
    """The closing tag, and what follows it."""

    def joined(self) -> SentText:
        """Put the message together, as it is sent."""
        return SentText(f"{self.words}{self.found}\n{self.rest}")


def looked_up(content: str) -> LookedUp | None:
    """Find what agno has looked up for a message.

    A user may write such a block as well, where agno finds nothing. It is read as one only if it is JSON as agno
    writes it, letter by letter, so that no words are taken for data.

    Args:
        content: What a user's message says, as agno has made it or as Headroom has written it.

    Returns:
        Its parts; ``None`` if there are none.
    """
    words, opening, behind = content.rpartition(_OPENING)
    found, closing, rest = behind.partition(_CLOSING)
    if not opening or not closing or behind.count(_TAG) > 1:
        return None
    parts = LookedUp(words + opening, found, closing[1:] + rest)
    if isinstance(content, SentText):
        return LookedUp(*map(SentText, parts))
    return parts if _is_as_agno_writes(found) else None


def hides_tags(content: str) -> bool:
    """Tell whether what agno has found holds its tags, which another form might set free."""
    _, opening, behind = content.rpartition(_OPENING)
    return bool(opening) and behind.count(_TAG) > 1


def _is_as_agno_writes(text: str) -> bool:
    if not text.startswith("[\n"):
        return False
    try:
        found = json.loads(text)
        return any(text == json.dumps(found, indent=2, ensure_ascii=ascii_only) for ascii_only in (False, True))
    except (ValueError, RecursionError):
        return False
