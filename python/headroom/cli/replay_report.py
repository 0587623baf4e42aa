"""The sums of a replay, as text and as data. Costs are USD, ``None`` where no request has a price."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from headroom._account.bill import Tokens, usd
from headroom.cli.output import numbered, table

if TYPE_CHECKING:
    from headroom._replay.parts import Part
    from headroom._replay.sums import ReplaySums, Sums
    from headroom.transcripts import Transcript

__all__ = ["as_dict", "conversation_dict", "shown"]

_IN_CENTS = 100.0
"""USD; less is shown with its fractions of a cent."""
_MOST_PARTS = 20
"""Of the table; as data there are all of them."""


def as_dict(sums: ReplaySums) -> dict[str, Any]:
    """Write all sums as data."""
    parts = sorted(sums.parts.items(), key=lambda part: -part[1].tokens_given)
    return {
        "conversation_count": sums.conversations,
        "dropped_messages": sums.dropped_messages,
        "beyond_context": sums.beyond_context,
        "faults": sums.faults,
        "total": _sums_dict(sums.total),
        "models": {model: _sums_dict(one) for model, one in sums.models.items()},
        "parts": {label: _part_dict(part, priced=_is_priced(sums.total)) for label, part in parts},
    }


def conversation_dict(transcript: Transcript, sums: Sums) -> dict[str, Any]:
    """Write the sums of one conversation as data."""
    place = {"name": transcript.name, "kind": transcript.kind, "source": transcript.source}
    return {**place, **_sums_dict(sums)}


def _is_priced(sums: Sums) -> bool:
    return sums.unpriced_requests < sums.requests


def _sums_dict(sums: Sums) -> dict[str, Any]:
    priced = _is_priced(sums)
    reported = sums.reported_requests
    return {
        "requests": sums.requests,
        "estimated_requests": sums.estimated_requests,
        "unpriced_requests": sums.unpriced_requests,
        "without": _side(sums.given, sums.cost_given if priced else None),
        "with": _side(sums.sent, sums.cost_sent if priced else None),
        "reported_requests": reported,
        "reported": _side(sums.reported, sums.cost_reported if priced else None) if reported else None,
        "counted_of_reported": sums.counted_of_reported,
    }


def _side(tokens: Tokens, picodollars: int | None) -> dict[str, Any]:
    return {"tokens": tokens.total, **tokens._asdict(), "cost": usd(picodollars)}


def _part_dict(part: Part, *, priced: bool) -> dict[str, Any]:
    given, sent = (round(part.cost_given), round(part.cost_sent)) if priced else (None, None)
    return {
        "without": {"tokens": part.tokens_given, "cost": usd(given)},
        "with": {"tokens": part.tokens_sent, "cost": usd(sent)},
    }


def shown(sums: ReplaySums, conversations: list[dict[str, Any]]) -> str:
    """Write all sums for people."""
    data = as_dict(sums)
    total = data["total"]
    head = f"{numbered(sums.conversations, 'conversation')}, {numbered(total['requests'], 'request')}"
    blocks = [head, _sides(total), *_tables(data, conversations), *_notes(data)]
    return "\n\n".join(blocks)


def _sides(total: dict[str, Any]) -> str:
    rows = [("", "without", "with Headroom", "saved")]
    names = (("input tokens", "tokens"), ("  read anew", "uncached"))
    cached = (("  from the cache", "cache_read"), ("  to the cache", "cache_write"))
    for name, key in names + cached:
        before, after = total["without"][key], total["with"][key]
        if before or after or key == "tokens":
            rows.append((name, f"{before:,}", f"{after:,}", _saved(before, after)))
    before, after = total["without"]["cost"], total["with"]["cost"]
    if before is not None:
        rows.append(("cost, USD", _dollars(before), _dollars(after), _saved(before, after)))
    return table(rows, right=(1, 2, 3))


def _tables(data: dict[str, Any], conversations: list[dict[str, Any]]) -> Iterator[str]:
    if len(data["models"]) > 1:
        yield _by("model", list(data["models"].items()))
    yield _by("part", _largest(list(data["parts"].items())))
    if conversations:
        yield _by("conversation", [(one["name"], one) for one in conversations])


def _largest(parts: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """Give the largest parts, and one for all others."""
    shown, others = parts[:_MOST_PARTS], [part for _, part in parts[_MOST_PARTS:]]
    return [*shown, (numbered(len(others), "other"), _together(others))] if others else shown


def _together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    def of(side: str) -> dict[str, Any]:
        costs = [part[side]["cost"] for part in parts]
        return {"tokens": sum(part[side]["tokens"] for part in parts), "cost": None if None in costs else sum(costs)}

    return {"without": of("without"), "with": of("with")}


def _by(what: str, named: list[tuple[str, dict[str, Any]]]) -> str:
    rows = [(what, "tokens", "with Headroom", "saved", "USD", "with Headroom", "saved")]
    rows += [(name, *_figures(one)) for name, one in named]
    return table(rows, right=(1, 2, 3, 4, 5, 6))


def _figures(one: dict[str, Any]) -> tuple[str, str, str, str, str, str]:
    before, after = one["without"], one["with"]
    tokens = f"{before['tokens']:,}", f"{after['tokens']:,}", _saved(before["tokens"], after["tokens"])
    if before["cost"] is None:
        return (*tokens, "-", "-", "-")
    return (*tokens, _dollars(before["cost"]), _dollars(after["cost"]), _saved(before["cost"], after["cost"]))


def _dollars(cost: float) -> str:
    return f"{cost:,.2f}" if cost >= _IN_CENTS else f"{cost:.6f}"


def _saved(before: float, after: float) -> str:
    percent = round(100 * (before - after) / before, 1) if before else 0.0
    return f"{percent or 0.0:.1f} %" if before else "-"  # no -0.0


def _notes(data: dict[str, Any]) -> Iterator[str]:
    total, notes = data["total"], list[str]()
    if total["estimated_requests"]:
        estimates = f"{total['estimated_requests']:,} of {numbered(total['requests'], 'request')}"
        notes.append(f"{estimates} counted by estimate: docs/counting.md says how good these are")
    if total["unpriced_requests"]:
        notes.append(f"{numbered(total['unpriced_requests'], 'request')} to models without a price, and in no cost")
    if data["beyond_context"]:
        beyond = numbered(data["beyond_context"], "request")
        notes.append(f"{beyond} without Headroom would have exceeded the model's context, and are counted all the same")
    if data["dropped_messages"]:
        left = numbered(data["dropped_messages"], "message")
        notes.append(f"{left} left with the window (--no-window keeps all)")
    if data["faults"]:
        notes.append(f"{data['faults']:,} texts or requests went out as they were, for a fault that was logged")
    if total["reported_requests"]:
        reported, counted = total["reported"], total["counted_of_reported"]
        cost = "" if reported["cost"] is None else f", USD {_dollars(reported['cost'])} at list prices"
        figures = f"{reported['tokens']:,} input tokens{cost}; of the same ones {counted:,} are counted here"
        notes.append(f"providers reported {numbered(total['reported_requests'], 'request')}: {figures}")
    if notes:
        yield "\n".join(notes)
