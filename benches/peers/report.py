"""The tables, in Markdown, so that a README can quote them as they are."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from peers import judge
from peers.documents import KINDS
from peers.systems import System


@dataclass
class DocumentScore:
    """What became of one document."""

    tokens: int = 0
    seconds: float = 0.0
    loss: judge.Loss | None = None
    error: str = ""


@dataclass
class ConversationScore:
    """What became of one conversation."""

    bill: judge.Bill | None = None
    seconds: list[float] = field(default_factory=list)
    error: str = ""


@dataclass
class Score:
    """All that is known of a system; `failure` says why nothing is."""

    system: System
    failure: str = ""
    documents: list[DocumentScore] = field(default_factory=list)
    conversations: list[ConversationScore] = field(default_factory=list)
    transcripts: list[ConversationScore] = field(default_factory=list)


def print_all(
    texts: Sequence[Any], talks: Sequence[Any], public: Sequence[Any], scores: list[Score], counted: Any, seed: int
) -> None:
    """Print every table."""
    size = sum(len(document.text.encode()) for document in texts)
    print(f"Seed {seed}: {len(texts)} documents, {size / 1e6:.1f} MB, {len(talks)} conversations; tokens by tiktoken's")
    print("o200k_base. JSON as APIs write it: a third spaced, a third minified, a third indented. Every text is new to")
    print("the process that compresses it; a document's time is the median of its first times in five processes. Two")
    print("shared cores: read ratios. An asterisk: some documents were refused and count as sent as they are.\n")
    _table("Documents: tokens sent, as a share of the document's", _token_rows(texts, scores))
    _table("Documents: what is lost, and time", _loss_rows(texts, scores, size))
    _table("Conversations, against sending everything as it is", _conversation_rows(talks, scores, "conversations"))
    if public:
        _table(f"The same for {len(public)} public transcripts", _conversation_rows(public, scores, "transcripts"))
    _table("Counting the documents' tokens", _counting_rows(texts, counted, size))
    print("A value is distinctive, hence searched for, from 8 characters of text or 4 of a number on.\n")
    for score in scores:
        print(f"- {score.system.name}: {score.system.note}" + (f"; {score.failure}" if score.failure else ""))
        for error in sorted(_errors(score)):
            print(f"  - {error}")


def _table(title: str, rows: list[list[str]]) -> None:
    print(f"### {title}\n")
    head, *body = rows
    print("| " + " | ".join(head) + " |")
    print("|---|" + "--:|" * (len(head) - 1))
    for row in body:
        print("| " + " | ".join(row) + " |")
    print()


def _token_rows(texts: Sequence[Any], scores: list[Score]) -> list[list[str]]:
    before = [len(judge.tokens(document.text)) for document in texts]
    rows = [["", *KINDS, "total", "larger"]]
    rows.append(["tokens as they are", *(f"{n:,}" for n in _by_kind(texts, before)), f"{sum(before):,}", ""])
    return [*rows, *([score.system.name, *_shares(texts, before, score)] for score in scores)]


def _by_kind(texts: Sequence[Any], numbers: Sequence[float]) -> list[float]:
    return [sum(n for document, n in zip(texts, numbers, strict=True) if document.kind == kind) for kind in KINDS]


def _shares(texts: Sequence[Any], before: list[int], score: Score) -> list[str]:
    """A document that a system cannot take goes out as it is, and is marked."""
    if score.failure:
        return ["failed"] * (len(KINDS) + 2)
    after = [b if d.error else d.tokens for b, d in zip(before, score.documents, strict=True)]
    failed = {document.kind for document, d in zip(texts, score.documents, strict=True) if d.error}
    totals = zip(KINDS, _by_kind(texts, after), _by_kind(texts, before), strict=True)
    cells = [f"{a / b:.3f}" + ("*" if kind in failed else "") for kind, a, b in totals]
    larger = sum(a > b for a, b in zip(after, before, strict=True))
    return [*cells, f"{sum(after) / sum(before):.3f}" + ("*" if failed else ""), str(larger)]


def _loss_rows(texts: Sequence[Any], scores: list[Score], size: int) -> list[list[str]]:
    head = ["", "way back", "values not in what is sent", "nor in the way back", "restored exactly", "as equal values"]
    rows = [[*head, "MB/s", "ms, median", "ms, longest"]]
    for score in scores:
        cells = ["failed"] * 7 if score.failure else _loss_cells(texts, score, size)
        rows += [[score.system.name, score.system.way_back, *cells]]
    return rows


def _loss_cells(texts: Sequence[Any], score: Score, size: int) -> list[str]:
    done = [d for d in score.documents if d.loss]
    losses = [d.loss for d in done if d.loss]
    values = sum(loss.values for loss in losses) or 1
    handled = sum(len(t.text.encode()) for t, d in zip(texts, score.documents, strict=True) if d.loss)
    seconds = [d.seconds for d in done] or [float("nan")]
    return [
        f"{100 * sum(loss.gone for loss in losses) / values:.2f} %",
        f"{100 * sum(loss.irrecoverable for loss in losses) / values:.2f} %",
        f"{sum(loss.restored for loss in losses)} of {len(texts)}",
        f"{sum(loss.equal for loss in losses)} of {len(texts)}",
        f"{handled / sum(seconds) / 1e6:.1f}" + ("" if handled == size else "*"),
        f"{1e3 * statistics.median(seconds):.2f}",
        f"{1e3 * max(seconds):.1f}",
    ]


def _conversation_rows(talks: Sequence[Any], scores: list[Score], kind: str) -> list[list[str]]:
    head = ["", "tokens sent", "billed cost", "prefix breaks", "orphans", "quoted values gone"]
    rows = [[*head, "ms a call, median", "99 %", "longest"]]
    as_is = [judge.bill(_prompts(messages), judge.references(messages)) for messages in talks]
    calls = sum(len(_prompts(messages)) for messages in talks)
    quoted = sum(len(values) for messages in talks for values in judge.references(messages))
    total = sum(bill.sent for bill in as_is)
    rows.append(["as it is", f"{total:,}", "1", f"0 of {calls}", "0", f"0 of {quoted}", "", "", ""])
    return [*rows, *([score.system.name, *_conversation_cells(score, getattr(score, kind), as_is)] for score in scores)]


def _prompts(messages: list[Any]) -> list[list[Any]]:
    return [messages[:k] for k, message in enumerate(messages) if message["role"] == "assistant" and k]


def _conversation_cells(score: Score, replayed: list[ConversationScore], as_is: list[judge.Bill]) -> list[str]:
    pairs = [(c.bill, base) for c, base in zip(replayed, as_is, strict=False) if c.bill]
    if not pairs:
        return ["failed" if score.failure else "n/a"] * 8
    seconds = sorted(second for c in replayed for second in c.seconds)
    bills = [bill for bill, _ in pairs]
    sums: Callable[[Iterable[float]], float] = sum
    return [
        f"{sums(b.sent for b in bills) / sums(base.sent for _, base in pairs):.3f}",
        f"{sums(b.cost for b in bills) / sums(base.cost for _, base in pairs):.3f}",
        str(sum(b.breaks for b in bills)),
        str(sum(b.orphans for b in bills)),
        str(sum(b.lost_references for b in bills)),
        f"{1e3 * statistics.median(seconds):.2f}",
        f"{1e3 * seconds[int(0.99 * (len(seconds) - 1))]:.1f}",
        f"{1e3 * seconds[-1]:.1f}",
    ]


def _counting_rows(texts: Sequence[Any], counted: dict[str, Any], size: int) -> list[list[str]]:
    rows = [["", "MB/s", "counts that differ from tiktoken's"]]
    exact = [len(judge.tokens(document.text)) for document in texts]
    for name, results in counted.items():
        if isinstance(results, str):
            rows.append([name, "failed", results])
            continue
        seconds = sum(result.get("seconds", 0.0) for result in results)
        wrong = sum(result.get("tokens") != n for result, n in zip(results, exact, strict=True))
        rows.append([name, f"{size / seconds / 1e6:.1f}", f"{wrong} of {len(texts)}"])
    return rows


def _errors(score: Score) -> set[str]:
    """Every error once, with how often it came."""
    found = [entry.error for entry in (*score.documents, *score.conversations, *score.transcripts) if entry.error]
    return {f"{found.count(error)} x {error}" for error in found}
