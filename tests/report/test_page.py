"""The page of conversations: well-formed, whole in itself, and showing what was sent and what it stands for."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from itertools import pairwise

import pytest

pytest.importorskip("jinja2", reason="Jinja2 is not installed")

from headroom import HeadroomConfig
from headroom._replay.sums import ReplaySums
from headroom._report.messages import MessageShown
from headroom._report.pieces import Piece
from headroom.transcripts import Transcript, replay
from tests.report.reading import Read
from tests.report.samples import (
    HOSTILE,
    VIEWS,
    hostile,
    long,
    page_of,
    report_of,
    said,
    shop,
    transcript,
    windowed,
)

PAGES = {
    "one": lambda: page_of(transcript(shop())),
    "several": lambda: page_of(transcript(shop()), transcript(hostile(), "second"), transcript([said("user", "Hi")])),
    "hostile": lambda: page_of(transcript(hostile(), HOSTILE[1])),
    "dropped": lambda: page_of(transcript(long(60)), config=windowed(900)),
    "masked": lambda: page_of(transcript(long(60)), config=windowed(1500, "mask_results")),
    "unpriced": lambda: page_of(unpriced(shop())),
    "empty": lambda: page_of(transcript([said("user", "")])),
    "none": lambda: page_of(),
}
CALLED_BY_NOBODY = {"script", "iframe", "img", "object", "embed", "link", "base", "form", "input", "button"}


def unpriced(messages: list) -> Transcript:
    one = transcript(messages)
    return Transcript(one.name, one.kind, one.source, messages, tuple(r._replace(model="my-own") for r in one.requests))


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return PAGES[request.param]()


def test_it_is_well_formed_with_headings_in_order(page: str):
    read = Read(page)
    assert read.faults == []
    assert page.startswith("<!DOCTYPE html>")
    assert read.tags.count("h1") == read.tags.count("main") == read.tags.count("title") == 1
    assert all(after <= before + 1 for before, after in pairwise(read.headings()))
    ids = read.values("id")
    assert len(ids) == len(set(ids))


def test_every_link_leads_to_a_place_in_it(page: str):
    read = Read(page)
    assert {href for href in read.values("href") if not href.startswith("#")} == set()
    assert {href[1:] for href in read.values("href")} - set(read.values("id")) == set()
    assert set(" ".join(read.values("aria-labelledby")).split()) - set(read.values("id")) == set()


def test_it_loads_nothing_and_runs_nothing(page: str):
    read = Read(page)
    assert set(read.tags) & CALLED_BY_NOBODY == set()
    assert not [name for _, name, _ in read.attributes if name.startswith("on") or name in ("src", "style", "srcset")]
    assert "url(" not in read.text("style")
    [policy] = [value for value in read.values("content") if "default-src" in value]
    [style] = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_what_would_do_harm_is_shown_as_it_is():
    read = Read(page_of(transcript(hostile(), HOSTILE[1])))
    shown = read.text("pre")
    for text in HOSTILE[:6]:
        assert text in shown
    assert "49" not in read.text("h3")
    assert HOSTILE[1] in read.text("h1")


def test_what_cannot_be_seen_is_spelled():
    page = page_of(transcript(hostile(), HOSTILE[6]))
    assert not re.search(
        "[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]", page
    )
    spelled = Read(page).texts["span"]
    for escape in (r"\x00", r"\x07", r"\x1b", r"\ud800", r"\udfff", r"\u202e", r"\u2069", r"\ufeff"):
        assert escape in spelled
    page.encode("utf-8")


@pytest.mark.parametrize("settings", [VIEWS, windowed(900), None], ids=["views", "window", "defaults"])
def test_its_sums_are_those_of_replay(settings: HeadroomConfig | None):
    some, sums = [transcript(shop()), transcript(long(40), "second")], ReplaySums()
    own = [sums.add(replay(one, config=settings)) for one in some]
    report = report_of(*some, config=settings)
    assert report.sums == sums
    assert report.total == (sums.total.given.total, sums.total.sent.total, sums.total.cost_given, sums.total.cost_sent)
    assert [line.amounts.cost_sent for line in report.index] == [one.cost_sent for one in own]
    assert report.chart.stretches[-1].so_far == report.total
    assert sum(line.amounts.sent for line in report.kinds) == sums.total.sent.total
    tools = {label.removeprefix("tool: "): part for label, part in sums.parts.items() if label.startswith("tool: ")}
    assert {line.label: line.amounts.sent for line in report.tools} == {k: v.tokens_sent for k, v in tools.items()}
    page = unescape(page_of(*some, config=settings))
    assert f"{sums.total.given.total:,}" in page
    assert f"{sums.total.sent.total:,}" in page


def test_costs_are_net_of_the_cache():
    one = transcript(shop())
    given = [request.bill.cost_given for request in replay(one, config=VIEWS)]
    uncached = [request.bill.cost_given for request in replay(one, config=VIEWS, cached=False)]
    report = report_of(one)
    assert report.total.cost_given == sum(given) < sum(uncached)


def linked(message: MessageShown) -> list[Piece]:
    sides = [text.sent for text in message.texts if text.sent]
    return [piece for side in sides for piece in (*side.head, *side.tail) if piece.to]


def test_requests_that_only_headroom_could_have_made_are_told():
    page = page_of(transcript([said("user", "word " * 130_000)]))
    assert "1 request without Headroom would have exceeded the model's context" in unescape(page)
    assert "would have exceeded" not in page_of(transcript(shop()))


def test_references_and_views_link_to_what_they_stand_for():
    [conversation] = report_of(transcript(shop())).conversations
    messages = {message.number: message for message in conversation.messages}
    assert {piece.to for piece in linked(messages[12])} == {"c1-m10-sent"}
    assert [piece.text for piece in linked(messages[12])] == ["[… as in read_file above]", "import json…", "with open…"]
    assert [(piece.text, piece.to) for piece in linked(messages[14])] == [
        ("[as in get_order above, except:]", "c1-m6-sent")
    ]
    view = linked(messages[16])
    assert {piece.to for piece in view} == {"c1-m16-was"}
    assert view[0].text.startswith("[view of read_log: ")
    assert all(re.fullmatch(r"\[… lines? .* left out\]", piece.text) for piece in view[1:])
    assert len(view) > 2


def test_words_of_others_that_read_like_a_reference_are_no_link():
    [conversation] = report_of(transcript(hostile())).conversations
    claimed = [piece for message in conversation.messages for piece in linked(message) if "get_order" in piece.text]
    assert claimed == []
    unsent = [*shop()[:7], said("user", "[as in get_order above, unchanged]")]
    assert '<pre dir="auto">[as in get_order above, unchanged]</pre>' in page_of(transcript(unsent))


def test_what_left_with_the_window_is_shown_and_linked_to():
    [conversation] = report_of(transcript(long(60)), config=windowed(900)).conversations
    dropped = [message for message in conversation.messages if message.action == "dropped"]
    assert len(dropped) > 20
    assert all(text.sent is None and text.given for message in dropped for text in message.texts)
    notes = [piece for message in conversation.messages for piece in linked(message) if "left out" in piece.text]
    assert notes
    assert {piece.to for piece in notes} <= {message.anchor for message in dropped}
    assert [message.label for message in conversation.messages if message.action == "noted"] == ["user"]
    assert [message.number for message in conversation.messages if message.number] == list(range(1, 61))


def test_what_is_sent_is_shown_beside_what_was_given():
    [conversation] = report_of(transcript(shop()), full=True).conversations
    last = list(replay(transcript(shop()), config=VIEWS))[-1]
    for message, given in zip(conversation.messages, shop(), strict=True):
        for text in message.texts:
            assert "".join(piece.text for piece in text.given.head) == given["content"]
        if message.action == "rewritten":
            [text] = message.texts
            sent = last.sent_messages[message.number - 1]["content"]
            assert "".join(piece.text for piece in text.sent.head) == sent


def test_what_stays_says_why_and_which():
    [system] = [one for one in report_of(transcript(shop())).unchanged if one.label == "system"]
    assert system == ("never rewritten", "system", 1, system.tokens, "c1-m1")
    assert sum(one.messages for one in report_of(transcript(shop())).unchanged) == sum(
        decision.action == "kept" for decision in list(replay(transcript(shop()), config=VIEWS))[-1].decisions
    )


def test_long_texts_are_shortened_in_the_middle_unless_all_is_asked_for():
    text = "first " + "middle " * 4000 + "last"
    messages = [said("user", text), said("assistant", "Done.")]
    short, full = page_of(transcript(messages)), page_of(transcript(messages), full=True)
    assert f"{len(text) - 6000:,} characters are not shown here" in short
    assert len(short) < len(full) - 20_000
    assert "not shown here" not in full
    assert text in full
    assert "first middle" in short
    assert "middle last" in short


def test_of_too_many_messages_the_first_are_shown_and_all_are_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("headroom._report.limits._MOST_MESSAGES", 10)
    for settings in (VIEWS, windowed(900)):
        page = page_of(transcript(long(40), every=False), transcript(long(8), "second"), config=settings)
        read = Read(page)
        assert read.tags.count("article") <= 12
        assert "30 more messages are not shown" in page
        assert {href[1:] for href in read.values("href")} - set(read.values("id")) == set()
    assert "not shown" not in page_of(transcript(long(40), every=False), full=True)


def test_a_page_is_the_same_whenever_it_is_made():
    assert page_of(transcript(shop()), config=None) == page_of(transcript(shop()), config=None)
