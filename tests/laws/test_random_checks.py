"""Every check of random conversations speaks up when the planner breaks its law, and is silent while it does not."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pytest

from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._planning.rows import Row
from headroom._planning.sent import Sent
from headroom._planning.shape import Changes
from headroom._shapes.messages import MESSAGES, MessagesReader, rows_of
from tests.laws import random_checks, random_sessions
from tests.laws.random_checks import CHECKS, complaints, texts_of
from tests.laws.random_sessions import play

SEEDS = range(40)
Flaw = Callable[[Sequence[Row], Changes], Changes]
Report = Callable[[Sequence[Row], Sent], Sent]


class Flawed(NamedTuple):
    """Chat dicts that are written back by other changes; a flaw sees all of a conversation with every call."""

    flaw: Flaw

    def reader(self) -> MessagesReader:
        return MESSAGES.reader()

    def apply(self, messages: Sequence[Any], changes: Changes) -> list[Any]:
        return MESSAGES.apply(messages, self.flaw(rows_of(messages), changes))


class FlawedEngine(Engine):
    """An engine that breaks a law."""

    flaw: Flaw
    report: Report

    def send(self, messages: Sequence[Any], shape: Any, ask: Ask) -> Sent:
        sent = super().send(messages, Flawed(self.flaw), ask)
        return self.report(rows_of(messages), sent)


def as_planned(rows: Sequence[Row], changes: Changes) -> Changes:
    return changes


def as_it_is(rows: Sequence[Row], sent: Sent) -> Sent:
    return sent


def _edits(rows: Sequence[Row], change: Callable[[str], str]) -> list[tuple[int, int, str]]:
    """Every text that may be rewritten, changed."""
    texts = [(index, place, text) for index, row in enumerate(rows) for place, text in enumerate(row.texts)]
    return [(index, place, change(text.text)) for index, place, text in texts if text.editable]


def other_words_when_there_is_more(rows: Sequence[Row], changes: Changes) -> Changes:
    return changes._replace(edits=_edits(rows, lambda text: f"{len(rows)} {text}"))


def longer_words(rows: Sequence[Row], changes: Changes) -> Changes:
    return changes._replace(edits=_edits(rows, lambda text: text + " and more"))


def fewer_words(rows: Sequence[Row], changes: Changes) -> Changes:
    return changes._replace(edits=_edits(rows, lambda text: text[:-1]))


def a_warning(rows: Sequence[Row], sent: Sent) -> Sent:
    return sent._replace(warnings=["1 texts went out as they were: rewriting them failed"])


def copies_for_nothing(rows: Sequence[Row], changes: Changes) -> Changes:
    return changes._replace(edits=_edits(rows, str))


def _first_call(rows: Sequence[Row]) -> list[int]:
    return [index for index, row in enumerate(rows) if row.calls][:1]


def calls_leave_alone(rows: Sequence[Row], changes: Changes) -> Changes:
    gone = _first_call(rows)
    return Changes(dropped=gone, note="gone" if gone else None)


def calls_that_left(rows: Sequence[Row], sent: Sent) -> Sent:
    gone = _first_call(rows)
    decisions = [("dropped" if index in gone else "kept", "unchanged", True, 1, 1) for index in range(len(rows))]
    return sent._replace(decisions=lambda: decisions)


def words_of_the_model(rows: Sequence[Row], changes: Changes) -> Changes:
    said = [index for index, row in enumerate(rows) if row.role == "assistant" and len(row.texts) == 1]
    return changes._replace(edits=[(index, 0, "…") for index in said])


def refers_to_repeats(rows: Sequence[Row], changes: Changes) -> Changes:
    """Says of a result that stood before where it stands, as far as nothing has left."""
    seen: dict[str, int] = {}
    edits = []
    for index, row in enumerate(rows if not changes.dropped else []):
        if row.role == "tool" and len(row.texts) == 1 and seen.setdefault(row.texts[0].text, index) < index:
            edits.append((index, 0, f"[… as in message {seen[row.texts[0].text]} above]"))
    return changes._replace(edits=edits)


def refers_to_the_message_before(rows: Sequence[Row], changes: Changes) -> Changes:
    edits = refers_to_repeats(rows, changes).edits
    return changes._replace(edits=[(index, 0, f"[… as in message {max(0, index - 1)} above]") for index, _, _ in edits])


def resolved(text: str, earlier: Sequence[Any]) -> str:
    """Stands in for `expand` with these references."""
    found = re.fullmatch(r"\[… as in message (\d+) above\]", text)
    if not found or int(found[1]) >= len(earlier):
        return text
    texts = dict(texts_of(earlier[int(found[1])]))
    return texts.get(("content",)) or texts.get(("content", 0, "text")) or ""


class RemembersTheLengthOnly:
    """Appends what the first conversation of as many messages said."""

    def __init__(self) -> None:
        self.known: dict[int, str] = {}

    def __call__(self, rows: Sequence[Row], changes: Changes) -> Changes:
        said = "".join(text.text for row in rows for text in row.texts)
        known = self.known.setdefault(len(rows), said)
        return changes._replace(edits=_edits(rows, lambda text: text + known))


@pytest.fixture(autouse=True)
def engines_of_its_own() -> Iterator[None]:
    random_sessions.experienced.cache_clear()
    yield
    random_sessions.experienced.cache_clear()


def found(monkeypatch: pytest.MonkeyPatch, flaw: Flaw, report: Report = as_it_is) -> set[str]:
    """The checks that say something about an engine with the flaw."""
    flawed = {"flaw": staticmethod(flaw), "report": staticmethod(report)}
    monkeypatch.setattr(random_sessions, "Engine", type("Flawed", (FlawedEngine,), flawed))
    return {check for seed in SEEDS for check, _ in complaints(play(seed))}


FLAWS: list[tuple[Flaw, Report, set[str]]] = [
    (other_words_when_there_is_more, as_it_is, {"prefix_is_stable"}),
    (longer_words, as_it_is, {"nothing_grows", "nothing_is_lost", "sending_again_changes_nothing"}),
    (fewer_words, as_it_is, {"nothing_is_lost", "sending_again_changes_nothing"}),
    (words_of_the_model, as_it_is, {"only_words_of_users_and_tools_change"}),
    (as_planned, a_warning, {"nothing_fails"}),
    (copies_for_nothing, as_it_is, {"nothing_is_mutated"}),
    (calls_leave_alone, calls_that_left, {"calls_keep_results"}),
]


@pytest.mark.parametrize(("flaw", "report", "noticed"), FLAWS, ids=[flaw.__name__ for flaw, _, _ in FLAWS])
def test_a_broken_law_is_noticed(monkeypatch: pytest.MonkeyPatch, flaw: Flaw, report: Report, noticed: set[str]):
    assert noticed <= found(monkeypatch, flaw, report)


def test_an_engine_that_keeps_the_laws_hears_nothing(monkeypatch: pytest.MonkeyPatch):
    assert found(monkeypatch, as_planned) == set()


def test_what_an_engine_remembers_must_not_show(monkeypatch: pytest.MonkeyPatch):
    class Remembering(FlawedEngine):
        """Knows a conversation by its length."""

        report = staticmethod(as_it_is)

        def __init__(self, config: Any) -> None:
            super().__init__(config)
            self.flaw = RemembersTheLengthOnly()

    monkeypatch.setattr(random_sessions, "Engine", Remembering)
    noticed = {check for seed in SEEDS for check, _ in complaints(play(seed))}
    assert {"same_from_scratch", "same_after_edits"} <= noticed


@pytest.mark.parametrize(("flaw", "loses"), [(refers_to_repeats, False), (refers_to_the_message_before, True)])
def test_references_are_read_among_the_messages_before_them(monkeypatch: pytest.MonkeyPatch, flaw: Flaw, loses: bool):
    monkeypatch.setattr(random_checks, "expanded_among", resolved)
    assert ("nothing_is_lost" in found(monkeypatch, flaw)) == loses


def test_messages_that_were_changed_are_noticed():
    session = next(session for session in map(play, SEEDS) if session.messages)
    session.messages[-1]["content"] = "changed"
    assert "nothing_is_mutated" in {check for check, _ in complaints(session)}


def test_a_check_that_fails_is_a_complaint():
    session = play(1)._replace(calls=[])
    assert {check for check, _ in complaints(session)} >= {check.__name__ for check in CHECKS[3:5]}
