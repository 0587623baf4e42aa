"""The table of the notation's page is what `make reading` has written there."""

from __future__ import annotations

import json

from reading.page import KEPT, MARKED, PAGE, markdown


def test_the_page_has_the_table_that_was_measured():
    [table] = MARKED.findall(PAGE.read_text("utf-8"))
    assert table == markdown(json.loads(KEPT.read_text("utf-8")))
