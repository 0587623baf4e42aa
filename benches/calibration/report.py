"""The tables: rates beside those of `rates.rs`, and errors as users get them, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from calibration import languages, table
from calibration.corpora import MAIN, TOOL_RESULTS, Chunk
from calibration.fit import UNITS, Array, Fit
from calibration.references import Family
from headroom import count_tokens

TOLERANCE = 0.03
"""How far a rate may be off the table's before it is marked."""
UNKNOWN = Family("an unknown id", "UNMEASURED", "a model nobody knows", ())
GROUPS: dict[str, tuple[str, ...]] = {
    "tool results": TOOL_RESULTS,
    "code": ("code",),
    "prose": ("prose",),
    "Chinese, Japanese, Korean": languages.CJK,
    "other languages": (*languages.CYRILLIC, *languages.SCRIPTS, *languages.ACCENTED, *languages.PLAIN, "stories"),
}


class Measured(NamedTuple):
    """A family's true counts of the chunks, and the rates that come closest to them."""

    family: Family
    chunks: Sequence[Chunk]
    true: Array
    fit: Fit


class Counts(NamedTuple):
    """Counts of chunks, beside the truth."""

    name: str
    kinds: Any
    true: Array
    value: Array
    low: Array
    high: Array

    def of(self, kinds: Sequence[str]) -> Counts:
        """Those of some kinds."""
        chosen = np.isin(self.kinds, list(kinds))
        return Counts(self.name, *(column[chosen] for column in self[1:]))

    def of_sum(self) -> float:
        """The error of all chunks together."""
        return float(self.value.sum() / self.true.sum() - 1)


def print_all(chunks: Sequence[Chunk], measured: Sequence[Measured]) -> None:
    """Print every table."""
    kinds = {kind: (kind,) for kind in dict.fromkeys(chunk.kind for chunk in chunks)}
    print(f"{len(chunks)} chunks of up to 4 kB, {len(kinds)} kinds\n")
    _print_rates(measured)
    error = "error of the sum / of 95 % of the chunks, in percent"
    _print(f"Left-out halves by rates fitted to the others: {error}", map(_crossed, measured), GROUPS, _error)
    counted = [_counted(entry) for entry in [*measured, _unknown(measured)]]
    _print(f"`count_tokens`: {error}", counted, GROUPS, _error)
    _print("`count_tokens`: chunks within low..high", counted, GROUPS, _within)
    _print("The error of the sum by kind", counted, kinds, lambda counts: f"{100 * counts.of_sum():+.0f}")
    _print("Chunks within low..high by kind", counted, kinds, _within)


def _print_rates(measured: Sequence[Measured]) -> None:
    print(f"Rates as measured; * marks those further than {TOLERANCE} from the table's, which stand below.")
    print("Before them: what 99 % of the left-out English chunks stay within, what words of other languages come to.\n")
    held = table.rows()
    print(" " * 28 + "".join(f"{unit:>10}" for unit in UNITS))
    for entry in measured:
        row, name = held[entry.family.row], entry.family.row
        pairs = [(round(float(rate), 2), old) for rate, old in zip(entry.fit.rates, row.rates, strict=True)]
        measures, others = "".join(f"{rate:>9}{_mark(rate, old)}" for rate, old in pairs), _others(entry)
        print(f"{name:<14}{_spread(entry):>7.2f}{others:>7.2f}{measures}")
        olds = "".join(f"{old if _mark(rate, old) == '*' else '':>9} " for rate, old in pairs)
        print(f"{'':<14}{row.spread:>7.2f}{row.others:>7.2f}{olds}")
    print()


def _mark(rate: float, old: float) -> str:
    return "*" if abs(rate - old) > TOLERANCE + 1e-9 else " "


def _spread(entry: Measured) -> float:
    english = np.isin([chunk.kind for chunk in entry.chunks], MAIN)
    return float(np.percentile(np.abs(entry.true / entry.fit.crossed - 1)[english], 99))


def _others(entry: Measured) -> float:
    """How much more than as English the words of other languages come to, where they cost the most."""
    stories = np.array([chunk.kind == "stories" for chunk in entry.chunks])
    return float((entry.true / entry.fit.crossed)[stories].max() - 1)


def _unknown(measured: Sequence[Measured]) -> Measured:
    """A model that nothing is known of: it may have any of these vocabularies."""
    chunks = [chunk for entry in measured for chunk in entry.chunks]
    return Measured(UNKNOWN, chunks, np.concatenate([entry.true for entry in measured]), measured[0].fit)


def _counted(entry: Measured) -> Counts:
    """What users get."""
    counts = [count_tokens(chunk.text, entry.family.model) for chunk in entry.chunks]
    value, low, high = (np.array([getattr(c, name) for c in counts], dtype=float) for name in ("value", "low", "high"))
    return Counts(entry.family.name, _kinds(entry), entry.true, value, low, high)


def _crossed(entry: Measured) -> Counts:
    """What users would get by rates that do not know the chunk."""
    return Counts(entry.family.name, _kinds(entry), entry.true, *[entry.fit.crossed] * 3)


def _kinds(entry: Measured) -> Any:
    return np.array([chunk.kind for chunk in entry.chunks])


def _print(
    title: str, counted: Iterable[Counts], columns: Mapping[str, Sequence[str]], cell: Callable[[Counts], str]
) -> None:
    print(f"### {title}\n\n| | " + " | ".join(columns) + " |\n|---|" + "--:|" * len(columns))
    for counts in counted:
        cells = (cell(counts.of(kinds)) for kinds in columns.values())
        print(f"| {counts.name} | " + " | ".join(cells) + " |")
    print()


def _error(counts: Counts) -> str:
    errors = np.abs(counts.value / counts.true - 1)
    return f"{100 * counts.of_sum():+.1f} / {100 * np.percentile(errors, 95):.0f}"


def _within(counts: Counts) -> str:
    return f"{100 * np.mean((counts.low <= counts.true) & (counts.true <= counts.high)):.1f}"
