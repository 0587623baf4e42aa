"""The rates that `rates.rs` holds, read out of its source."""

from __future__ import annotations

import re
from typing import NamedTuple

from calibration.corpora import REPOSITORY

SOURCE = REPOSITORY / "rust/core/src/models/rates.rs"
_ROW = re.compile(r"pub static (\w+): Rates = around\(([\d.]+), ([\d.]+),\s*\[([^\]]*)\]\)")


class Row(NamedTuple):
    """A row of the table."""

    spread: float
    others: float
    """How much more words of other languages may come to."""
    rates: list[float]


def rows() -> dict[str, Row]:
    """The rows by their names, but for those with bounds of their own."""
    found = _ROW.findall(SOURCE.read_text())
    return {name: Row(float(spread), float(others), _numbers(rates)) for name, spread, others, rates in found}


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]
