"""Texts that Headroom has written, told by their type."""

from __future__ import annotations

__all__ = ["SentText"]


class SentText(str):
    """A text that Headroom put in place of another, in ``result.messages`` and in ``CrushResult.compressed``.

    It is equal to the same ``str``, and is encoded, pickled and copied like it. Given to Headroom again it stays as it
    is. What a text says cannot claim that: a tool, a page or a user may spell the same words, which are then marked as
    theirs. What went through JSON or a database is a ``str`` again; ``SentText(text)`` says of it that it is ours.

        result = compress(messages)
        stored = json.loads(json.dumps(result.messages))
        stored[2]["content"] = SentText(stored[2]["content"])
    """

    __slots__ = ()
