"""Whether an answer is the true one, by its type: as TOON's benchmark compares what a model answered."""

from __future__ import annotations

import math
import re
from typing import Any


def agrees(answered: Any, question: dict[str, Any]) -> bool:
    """Whether an answer is a question's ground truth."""
    kind, options = question["answerType"], question.get("normalizationOptions", {})
    said = said_of(answered, kind)
    return normal(said, kind, options) == normal(question["groundTruth"], kind, options)


def said_of(answered: Any, kind: str) -> str:
    """An answer in words, as a model is asked for it."""
    if isinstance(answered, bool):
        return "yes" if answered else "no"
    if isinstance(answered, list):
        return ", ".join(answered)
    if kind == "integer" and isinstance(answered, float):
        return str(math.floor(answered + 0.5))
    return str(answered)


def normal(said: str, kind: str, options: dict[str, Any]) -> Any:
    """An answer without what does not matter: signs around numbers, case, quotes, space, the order of some lists."""
    match kind:
        case "integer":
            return int(_number(r"-?\d[\d,]*", said))
        case "number":
            return _rounded(float(_number(r"-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?", said)), options)
        case "boolean":
            return _truth(said)
        case "csv-list-ordered":
            return _listed(said)
        case "csv-list-unordered":
            return sorted(_listed(said))
    text = re.sub(r"^[\"']|[\"']$", "", said.strip())
    if kind == "date":
        return text[:10]
    return text if options.get("caseSensitive") else text.lower()


def _number(pattern: str, said: str) -> str:
    found = re.search(pattern, said)
    if not found:
        raise ValueError(f"no number in {said!r}")
    return found[0].replace(",", "")


def _rounded(number: float, options: dict[str, Any]) -> float:
    factor = 10 ** options.get("decimalPlaces", 6)
    return math.floor(number * factor + 0.5) / factor


def _truth(said: str) -> bool:
    if (word := said.strip().lower()) not in ("yes", "no", "true", "false"):
        raise ValueError(f"neither yes nor no: {said!r}")
    return word in ("yes", "true")


def _listed(said: str) -> list[str]:
    return [item.strip().lower() for item in said.split(",") if item.strip()]
