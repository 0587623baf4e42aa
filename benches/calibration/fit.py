"""Least squares: what a token of each unit comes to in a vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import nnls

from calibration.corpora import MAIN, Chunk
from calibration.languages import ACCENTED, CJK, CYRILLIC, SCRIPTS
from headroom import _core

UNITS = ("word", "number", "digit", "symbol", "space", "accented", "cyrillic", "script", "cjk", "emoji")
"""The units of a tally, in order."""
LANGUAGES = {"accented": ACCENTED, "cyrillic": CYRILLIC, "script": SCRIPTS, "cjk": CJK, "emoji": ("emoji",)}
_FEW = 0.02
"""The share of other languages up to which a text is English."""

Array = np.ndarray[Any, np.dtype[np.float64]]


class Data(NamedTuple):
    """Chunks as columns."""

    units: Array
    kinds: Any
    sides: Any


class Fit(NamedTuple):
    """Rates, and what each half of the chunks comes to by the rates of the other."""

    rates: Array
    crossed: Array


def data_of(chunks: Sequence[Chunk]) -> Data:
    """The tallies of the chunks, beside their kinds and sides."""
    units = np.array([_core.tally(chunk.text) for chunk in chunks], dtype=float)
    return Data(units, np.array([chunk.kind for chunk in chunks]), np.array([chunk.side for chunk in chunks]))


def fit(data: Data, true: Array) -> Fit:
    """The better of the two ways to measure numbers: by token or by digit."""
    fits = [_crossed(data, true, column) for column in ("number", "digit")]
    english = _english(data)
    return min(fits, key=lambda fit: float(np.percentile(np.abs(fit.crossed / true - 1)[english], 95)))


def _crossed(data: Data, true: Array, numbers: str) -> Fit:
    crossed = np.zeros(len(true))
    for side in (0, 1):
        left_out = data.sides == side
        crossed[left_out] = data.units[left_out] @ _rates(data, true, ~left_out, numbers)
    return Fit(_rates(data, true, data.sides >= 0, numbers), crossed)


def _rates(data: Data, true: Array, given: Any, numbers: str) -> Array:
    """Of English first, every kind weighing the same; of each language's unit then, from what is left."""
    rates = np.zeros(len(UNITS))
    columns = [UNITS.index(unit) for unit in ("word", numbers, "symbol", "space")]
    chosen = given & _english(data)
    sizes = {kind: (data.kinds[chosen] == kind).sum() for kind in MAIN}
    weights = np.array([sizes[kind] ** -0.5 for kind in data.kinds[chosen]]) / true[chosen]
    rates[columns], _ = nnls(data.units[chosen][:, columns] * weights[:, None], true[chosen] * weights)
    for unit, languages in LANGUAGES.items():
        rates[UNITS.index(unit)] = _language_rate(data, true, given, rates, unit, languages)
    return rates


def _language_rate(data: Data, true: Array, given: Any, rates: Array, unit: str, languages: Sequence[str]) -> float:
    """What makes the errors of the languages cancel. By squares, those that cost little would decide."""
    column, missing, shares = UNITS.index(unit), 0.0, 0.0
    for language in languages:
        chosen = given & (data.kinds == language)
        total = max(true[chosen].sum(), 1.0)
        rest = np.delete(data.units[chosen], column, axis=1) @ np.delete(rates, column)
        missing += 1 - rest.sum() / total
        shares += data.units[chosen][:, column].sum() / total
    return max(missing / shares, 0.0) if shares else float("nan")


def _english(data: Data) -> Any:
    foreign = data.units[:, UNITS.index("accented") :].sum(axis=1)
    return np.isin(data.kinds, MAIN) & (foreign < _FEW * data.units.sum(axis=1))
