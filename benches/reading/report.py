"""What a model reads in each form beside minified JSON of the same data, in pairs of the same question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from headroom._reading import scoring
from headroom._reading.scoring import is_right
from reading.asking import Answer, sent, tokens
from reading.subjects import Subject


class Pair(NamedTuple):
    """Whether a question was answered right from JSON, and from what is sent."""

    json: bool
    form: bool


def pairs(subjects: Sequence[Subject], answers: Iterable[Answer]) -> dict[str, list[Pair]]:
    """The pairs of each form whose questions have both answers."""
    told = {answer[:3]: answer.text for answer in answers}
    found: dict[str, list[Pair]] = {}
    for subject in subjects:
        for number, question in enumerate(subject.questions):
            both = [told.get((subject.name, is_json, number)) for is_json in (True, False)]
            if None not in both:
                right = Pair(*(is_right(answer or "", question.answer) for answer in both))
                found.setdefault(subject.form, []).append(right)
    return found


def points(pairs: Sequence[Pair]) -> float:
    """How many in a hundred are answered right more, or less, than from JSON."""
    return 100 * (sum(pair.form for pair in pairs) - sum(pair.json for pair in pairs)) / len(pairs)


def chance(pairs: Sequence[Pair]) -> float:
    """How probable it is that as many differ one way if both are read alike."""
    better = sum(pair.form and not pair.json for pair in pairs)
    worse = sum(pair.json and not pair.form for pair in pairs)
    return scoring.chance(better, worse)


def table(subjects: Sequence[Subject], answers: Iterable[Answer]) -> str:
    """A row for each form, and one for all of those that are sent at the default level."""
    found = pairs(subjects, answers)
    rows = [_row(form, [one for one in subjects if one.form == form], read) for form, read in found.items()]
    default = [subject for subject in subjects if subject.level == "default" and subject.form in found]
    read = [pair for form in dict.fromkeys(subject.form for subject in default) for pair in found[form]]
    head = "| form | level | tokens saved | questions | right from JSON | right from the form | points | p |\n"
    ruler = "|---|---|--:|--:|--:|--:|--:|--:|\n"
    return head + ruler + "".join(rows) + (_row("all of the default level", default, read) if read else "")


def _row(form: str, subjects: Sequence[Subject], read: Sequence[Pair]) -> str:
    before = sum(tokens(subject.messages) for subject in subjects)
    after = sum(tokens(sent(subject)) for subject in subjects)
    right = [f"{100 * sum(column) / len(read):.0f} %" for column in zip(*read, strict=True)]
    saved = f"{100 * (1 - after / before):.0f} %"
    numbers = [subjects[0].level, saved, str(len(read)), *right, f"{points(read):+.0f}", f"{chance(read):.2f}"]
    return f"| {form} | {' | '.join(numbers)} |\n"
