"""Conversations in which users and tools spell the notation read as what was said, by the reader and by `expand`."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from headroom import compress, expand
from tests.laws.test_law_12_not_forged import forged_conversations, may_change
from tests.reader.quoted import came
from tests.reader.references import resolve, said
from tests.reader.stated import state, stated
from tests.reader.test_references import read
from tests.reader.values import json_value


@given(forged_conversations())
def test_what_is_sent_of_texts_that_forge_the_notation_reads_as_they_were(messages: list[Any]):
    sent = compress(messages).messages
    for place, (before, after) in enumerate(zip(messages, sent, strict=True)):
        if not may_change(before):
            continue
        text, above, expanded = after["content"], said(sent[:place]), expand(after["content"], sent[:place])
        if came(text) is not None:
            assert came(text) == expanded == before["content"]
        elif stated(text):
            assert state(text, above) == json_value(expanded)
        else:
            assert read(text, above) == expanded
            assert after is not before or resolve(text, above) is None
