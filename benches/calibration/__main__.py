"""usage: python -m calibration (with python and benches on PYTHONPATH). `make calibrate` makes its environment.

Without the evaluation data in .evaldata, tool results are generated, and some rates come out differently.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from calibration import report
from calibration.carriers import UnavailableError
from calibration.corpora import EVALUATION_DATA, Chunk, chunks
from calibration.fit import data_of, fit
from calibration.references import FAMILIES, Family
from calibration.report import Measured


def main() -> None:
    """Measure every family whose vocabulary can be had, and print the tables."""
    texts, missing = chunks(), dict[str, str]()
    measured = [entry for family in FAMILIES if (entry := _measured(family, texts, missing))]
    print("Tool results: " + (EVALUATION_DATA.name if EVALUATION_DATA.exists() else "generated, no evaluation data"))
    report.print_all(texts, measured)
    for name, reason in missing.items():
        print(f"Not measured: {name}: {reason}")


def _measured(family: Family, texts: Sequence[Chunk], missing: dict[str, str]) -> Measured | None:
    """The counts by each vocabulary of the family, end to end, and what they say of the rates."""
    counts: list[list[int]] = []
    for reference in family.references:
        print(f"{reference.name} ...", file=sys.stderr, flush=True)
        try:
            count = reference.load()
        except UnavailableError as error:
            missing[f"{reference.name} ({reference.package})"] = str(error)
            continue
        counts.append([count(chunk.text) for chunk in texts])
    if not counts:
        return None
    repeated = list(texts) * len(counts)
    true = np.concatenate([np.array(column, dtype=float) for column in counts])
    return Measured(family, repeated, true, fit(data_of(repeated), true))


if __name__ == "__main__":
    main()
