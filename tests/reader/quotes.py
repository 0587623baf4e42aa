"""Strings between three quotes: raw text, or the JSON of a document in the forms of the page."""

from __future__ import annotations

import re

from tests.reader.reading import Reading
from tests.reader.source import MalformedError, Source
from tests.reader.spelling import Spelling
from tests.reader.values import Text

QUOTES = '"""'
BETWEEN = re.compile(r'"""(.*?)"""', re.DOTALL)


def between_quotes(reading: Reading) -> Text:
    """The string that stands between three quotes here."""
    source, forms = reading.source, reading.forms
    found = source.match(BETWEEN)
    if not found:
        raise source.expected("a string that three quotes end")
    if forms.json_text and not (forms.raw_text and not found[1].startswith(("[", "{"))):
        return _json_text(reading, found[1], forms.json_text)
    return Text.bare(found[1])


def _json_text(reading: Reading, document: str, spelling: Spelling) -> Text:
    """The text of JSON that a document says, and the line end behind it."""
    inner = reading.of(Source(document))
    try:
        value = inner.value()
    except MalformedError as fault:
        raise reading.source.fault(f"in JSON text: {fault}") from fault
    end = "\n" if inner.source.skip("\n") else ""
    if not inner.source.is_at_end:
        raise reading.source.fault("in JSON text: a second value")
    try:
        return Text.bare(spelling.written(value) + end)
    except ValueError as fault:
        raise reading.source.fault(f"in JSON text: {fault}") from fault
