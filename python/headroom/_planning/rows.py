"""A message as the core sees it, whatever shape it has. ``rust/py/src/convert.rs`` reads these, place by place."""

from __future__ import annotations

from typing import NamedTuple

from headroom._sent_text import SentText

__all__ = ["Call", "Image", "Row", "Text", "told"]


class Text(NamedTuple):
    """One text that is billed."""

    text: str
    editable: bool = False
    """Whether it may be rewritten."""
    answers: int | None = None
    """Which of the row's results it is, if any; where no text of a tool's row says so, all are its one result."""
    quotable: bool = True
    """Whether others may refer to it: it stands in the prompt as it is, as calls, which are sent as JSON, do not."""
    ours: bool = False
    """Whether Headroom has written it, which its type tells (`told`)."""
    looked_up: bool = False
    """Whether it was looked up for what the user says: it may refer to what stands above, as a result may."""


class Call(NamedTuple):
    """One tool call."""

    id: str
    tool: str = ""
    """The tool's name; empty where it is not known."""
    arguments: str = ""
    """What it is called with, mostly JSON: it tells results of one tool apart. Empty where it is not known."""


class Image(NamedTuple):
    """One image as the core sees it; its size is read from the head of its data where that is at hand."""

    source: str | bytes | None
    """A data URL, base64, an address or the file's bytes; ``None`` where it is none of these."""
    detail: str | None = None
    """How closely the model is asked to look, in OpenAI's words."""


class Row(NamedTuple):
    """One message."""

    role: str
    texts: tuple[Text, ...] = ()
    calls: tuple[Call, ...] = ()
    """The tool calls it makes."""
    results: tuple[str, ...] = ()
    """Ids of the tool calls it answers."""
    images: tuple[Image, ...] = ()
    named: bool = False
    """Whether one of the texts is the speaker's name, which some providers frame."""
    opaque: bool = False
    """Whether it holds something billed that nothing here bounds."""
    unread: tuple[str | int, ...] = ()
    """What is billed or not: texts, at most their tokens; numbers of bytes of what is encoded, at most a token each."""
    apart: bool = False
    """Whether nothing refers to it or over it: the prompt may not hold what stands there, or not in this form."""
    link: int | None = None
    """Of an answer that the service can go on from, holding all before it: the input tokens it reported, 0 for none."""
    tool: str = ""
    """The tool whose results it says they are, for those of calls that are not known; empty where it does not say."""
    ours: bool = False
    """Whether it is there for Headroom's sake, as it is known: a call of a tool of ours, or what that answers."""


def told(row: Row) -> Row:
    """The row with its texts saying whether Headroom has written them."""
    for text in row.texts:
        if type(text.text) is not str:
            break
    else:
        return row
    return row._replace(texts=tuple(text._replace(ours=isinstance(text.text, SentText)) for text in row.texts))
