"""Does a model ask for what a view leaves out, or does it invent an answer? By how the gaps are marked.

usage: python -m reading.left_out --url http://localhost:8080/v1 --model NAME [--copies N] [--budget TOKENS] [--seed N]

Tables and logs are shown as views, their gaps marked in several wordings, and as the cut-off head that most agents
send. Half of the questions are about lines that stand there, half about lines that do not. Answers are kept in the
file, so that a run that was cut off goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from headroom import EvaluationError, HeadroomConfig, ViewConfig, compress, count_tokens
from headroom._reading.asking import Model
from headroom._reading.endpoint import Endpoint
from headroom._reading.scoring import is_right
from peers.documents import Source
from reading.subjects import Question, asked_last

SYSTEM = "You answer questions about the results of tools, as briefly as you can. Never guess."
SAY_SO = " What a result does not show is unknown to you: say so."
TOOL = (
    " What a result does not show you read with a tool: reply with a call of headroom_retrieve(address, query, lines, "
    "rows, fields)."
)
CHOICE = " Reply with the value alone, or, if its line is left out above, with: ASK"
"""Behind each question, for models too small to call a tool by themselves."""
ASKED = 4
"""Questions about lines that stand there, and as many about lines that do not, of each document."""
_GAP = re.compile(r"\[… lines (\d+)-(\d+) left out\]")
_SAYS_SO = re.compile(
    r"\bask\b|headroom_retrieve|\bnot\b|n't|left out|unknown|unavailable|missing|\bno\b|absent|\bnone\b|null|n/a",
    re.IGNORECASE,
)


class Record(NamedTuple):
    """A line that can be asked about: words that only it has, and the question."""

    line: str
    question: Question


Document = tuple[str, str, list[Record]]
"""The tool, its result and what can be asked of it."""


def table(source: Source) -> Document:
    numbers = source.sample(range(1000, 9999), 160)
    rows = [{"order": f"W-{n}", "status": source.choice(["paid", "sent"]), "total": source.money(900)} for n in numbers]
    asked = [Question(f"What is the total of order {row['order']}?", str(row["total"])) for row in rows]
    records = [Record(str(row["order"]), question) for row, question in zip(rows, asked, strict=True)]
    return "get_orders", json.dumps(rows), records


def log(source: Source) -> Document:
    lines, records = [], []
    for second, number in enumerate(source.sample(range(1000, 9999), 160)):
        took = source.randint(11, 988)
        moment, worker = f"12:{second // 60:02}:{second % 60:02}", source.randint(1, 8)
        lines.append(f"{moment} INFO worker-{worker} job J{number} took {took} ms")
        records.append(Record(f"J{number}", Question(f"How many ms did job J{number} take?", str(took))))
    return "read_log", "\n".join(lines), records


def as_it_is(view: str, address: str) -> str:
    return view


def not_shown(view: str, address: str) -> str:
    return _GAP.sub(lambda gap: f"[… {int(gap[2]) - int(gap[1]) + 1} lines not shown: {gap[1]}-{gap[2]}]", view)


def with_call(view: str, address: str) -> str:
    call = f'headroom_retrieve("{address}", lines="\\1-\\2")'
    return _GAP.sub(rf"[lines \1-\2 are not shown here; {call}]", view)


WORDINGS: dict[str, Callable[[str, str], str]] = {
    "as it is": as_it_is,
    "N lines not shown": not_shown,
    "the call in each gap": with_call,
}
HEAD = "cut-off head"


class Shown(NamedTuple):
    """A document in one wording, with what is asked about it."""

    name: str
    wording: str
    messages: list[Any]
    there: list[Question]
    left_out: list[Question]


def shown(copies: int, seed: int, budget: int) -> Iterator[Shown]:
    """Yields each document in each wording, the same for the same seed."""
    for copy in range(copies):
        for make in (table, log):
            source = Source(f"{seed} {make.__name__} {copy}")
            tool, text, records = make(source)
            yield from _wordings(f"{make.__name__} {copy}", _called(tool, text), records, source, budget)


def _wordings(name: str, messages: list[Any], records: list[Record], source: Source, budget: int) -> Iterator[Shown]:
    config = HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=budget))
    view = compress(messages, config=config).messages[-2]["content"]
    head = _head(messages[-2]["content"], count_tokens(view).value)
    absent = [record for record in records if not any(_stands(record, text) for text in (view, head))]
    left_out = [record.question for record in source.sample(absent, ASKED)]
    address = re.search(r'headroom_retrieve\("(\w+)"', view)
    assert address, "no view"
    for wording, write in WORDINGS.items():
        there = _there(records, view)
        yield Shown(name, wording, _with(messages, SYSTEM + TOOL, write(view, address[1])), there, left_out)
    yield Shown(name, HEAD, _with(messages, SYSTEM + SAY_SO, head), _there(records, head), left_out)


def _there(records: list[Record], text: str) -> list[Question]:
    """Questions about lines that stand in a text, spread over it."""
    standing = [record.question for record in records if _stands(record, text)]
    return [standing[k * len(standing) // ASKED] for k in range(ASKED)]


def _stands(record: Record, text: str) -> bool:
    return record.line in text and record.question.answer in text


def _head(text: str, tokens: int) -> str:
    """The first so many tokens of a text, about, and a line that says how much is missing."""
    size = count_tokens(text).value
    return text[: len(text) * tokens // size] + f"\n[{size - tokens} more tokens cut]"


def _called(tool: str, text: str) -> list[Any]:
    """A result that arrived before anybody asked about one of its lines."""
    call = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": '{"day": "Monday"}'}}
    return [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": "Please look it up."},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": text},
        {"role": "assistant", "content": "I have the result. What do you want to know?"},
    ]


def _with(messages: list[Any], system: str, result: str) -> list[Any]:
    first, *between, _, last = messages
    return [{**first, "content": system}, *between, {**messages[-2], "content": result}, last]


def said(answer: str, question: Question, is_there: bool) -> str:
    """Tell what an answer is: right, asked (for the rest, or says that it is not there), wrong or, of a line that is
    not there, invented."""
    if is_there and (is_right(answer, question.answer) or _holds(answer, question.answer)):
        return "right"
    if _SAYS_SO.search(answer):
        return "asked"
    return "wrong" if is_there else "invented"


def _holds(answer: str, value: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.]*\d)", answer) is not None


def ask(model: Model, documents: list[Shown], kept: Path) -> Iterator[tuple[str, bool, str]]:
    """Yields the wording, whether the line is there, and what the answer is; new answers are added to the file."""
    known = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    answers = {tuple(key): text for key, text in known}
    with kept.open("a") as file:
        for document in documents:
            for is_there, questions in ((False, document.left_out), (True, document.there)):
                for question in questions:
                    key = (document.name, document.wording, question.text)
                    if key not in answers:
                        answers[key] = model.answer(asked_last(document.messages, question.text + CHOICE))
                        file.write(json.dumps([key, answers[key]]) + "\n")
                        file.flush()
                    yield document.wording, is_there, said(answers[key], question, is_there)


def report(documents: list[Shown], answers: list[tuple[str, bool, str]]) -> str:
    """A row for each wording."""
    counts = Counter(answers)
    rows = ["| wording | tokens | there: right | asked | wrong | left out: asked or said so | invented |"]
    rows.append("|---|--:|--:|--:|--:|--:|--:|")
    for wording in dict.fromkeys(document.wording for document in documents):
        sizes = [count_tokens(one.messages[-2]["content"]).value for one in documents if one.wording == wording]
        there = [counts[wording, True, kind] for kind in ("right", "asked", "wrong")]
        left_out = [counts[wording, False, kind] for kind in ("asked", "invented")]
        rows.append(f"| {wording} | {sum(sizes)} | " + " | ".join(map(str, there + left_out)) + " |")
    return "\n".join(rows)


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m reading.left_out", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", required=True, help="of an OpenAI-compatible service, up to /v1")
    parser.add_argument("--model", required=True)
    parser.add_argument("--copies", type=int, default=2, help="tables, and as many logs")
    parser.add_argument("--budget", type=int, default=250, help="tokens of a view")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--answers", type=Path, default=Path("left-out-answers.jsonl"))
    asked = parser.parse_args()
    documents = list(shown(asked.copies, asked.seed, asked.budget))
    try:
        answers = list(ask(Endpoint(asked.url, asked.model), documents, asked.answers))
    except EvaluationError as error:
        parser.exit(1, f"{error}\n")
    print(report(documents, answers))


if __name__ == "__main__":
    main()
