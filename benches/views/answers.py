"""Does the answer to a question stand in the view of what holds it, and in the records that BM25 finds for it?"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from views.sending import sent, tokens

FILES = ("wikitablequestions", "kv_retrieval_75", "toon_github_repos")
TABLES = "wikitablequestions_contexts.jsonl"
_WORD = re.compile(r"\w+")
K1, B = 1.2, 0.75
"""BM25's constants as they are mostly set."""


class Asked(NamedTuple):
    """A question, the JSON that holds the answer, and the answers: all of them, or any."""

    source: str
    question: str
    text: str
    answers: list[str]
    any_will_do: bool

    def stands_in(self, text: str) -> bool:
        there = [_plain(answer) in _plain(text) for answer in self.answers]
        return any(there) if self.any_will_do else all(there)


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def questions(folder: Path) -> Iterator[Asked]:
    """Yields the questions whose answers stand in what they are about; none where there is no such folder.

    A line of a file is a JSON object: `question`, `answers`, `answer_in_context`, `answer_any`, and `context`, a text,
    or `context_id`, a table of another file or a file itself.
    """
    if not folder.is_dir():
        return
    tables = {table["context_id"]: table for table in _lines(folder / TABLES)}
    for source in FILES:
        for line in _lines(folder / f"{source}.jsonl"):
            if line.get("answer_in_context"):
                text = _context(folder, tables, line)
                yield Asked(source, line["question"], text, line["answers"], bool(line.get("answer_any")))


def _lines(path: Path) -> Iterator[Any]:
    return map(json.loads, path.read_text("utf-8").splitlines())


def _context(folder: Path, tables: dict[str, Any], line: Any) -> str:
    if "context" in line:
        return str(line["context"])
    table = tables.get(line["context_id"])
    if table is None:
        return (folder / line["context_id"]).read_text("utf-8")
    return json.dumps(table["records"], ensure_ascii=False)


def best_records(text: str, question: str, budget: int) -> str:
    """The records that BM25 ranks first, within a budget of tokens, in their order.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
    """
    records = _records(json.loads(text))
    chosen: list[int] = []
    for record in _ranked(records, question):
        budget -= tokens(records[record] + "\n")
        if budget < 0:
            break
        chosen.append(record)
    return "\n".join(records[record] for record in sorted(chosen))


def _records(value: Any) -> list[str]:
    if isinstance(value, dict) and len(value) == 1 and isinstance(next(iter(value.values())), list):
        value = next(iter(value.values()))
    records = [{key: child} for key, child in value.items()] if isinstance(value, dict) else value
    return [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records]


def _ranked(records: list[str], question: str) -> list[int]:
    words = [Counter(_WORD.findall(record.lower())) for record in records]
    holding = Counter(word for counts in words for word in counts)
    usual = sum(counts.total() for counts in words) / len(words)
    asked = sorted(set(_WORD.findall(question.lower())))

    def score(counts: Counter[str]) -> float:
        length = K1 * (1 - B + B * counts.total() / usual)
        shared = [(_weight(holding[word], len(records)), counts[word]) for word in asked if counts[word]]
        return sum(weight * times * (K1 + 1) / (times + length) for weight, times in shared)

    scores = [score(counts) for counts in words]
    return sorted(range(len(records)), key=lambda record: (-scores[record], record))


def _weight(holding: int, count: int) -> float:
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5))


def rows(folder: Path, budget: int) -> Iterator[list[str]]:
    """The table: in how many views the answer stands, and in how many selections of the same size."""
    yield ["", "questions about what is viewed", "in the view", "in BM25's records"]
    asked, viewed, found = Counter[str](), Counter[str](), Counter[str]()
    for one in questions(folder):
        view = sent(one.text, one.question, budget)
        if not view.is_view:
            continue
        asked[one.source] += 1
        viewed[one.source] += one.stands_in(view.text)
        found[one.source] += one.stands_in(best_records(one.text, one.question, view.tokens))
    for name in asked:
        yield [name, str(asked[name]), str(viewed[name]), str(found[name])]
    yield ["all", str(asked.total()), str(viewed.total()), str(found.total())]
