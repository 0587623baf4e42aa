"""usage: python -m reading --url http://localhost:8080/v1 --model NAME [--forms PATTERN] [--copies N] [--seed N]

Asks the same questions over the same data as minified JSON and in each form, and prints what was right. Answers are
kept in the file, so that a run that was cut off goes on where it was; delete it to ask anew.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from headroom import EvaluationError
from headroom._reading.endpoint import Endpoint
from reading.asking import ask
from reading.blocks import BLOCKS
from reading.conversations import CONVERSATIONS
from reading.families import ANNOUNCED, OTHER_LEVELS, TABLES
from reading.instances import INSTANCES
from reading.layers import LAYERS
from reading.lines import LINES
from reading.named import NAMED
from reading.printed import PRINTED
from reading.progress import PROGRESS
from reading.report import table
from reading.spellings import SPELLINGS
from reading.stanzas import STANZAS
from reading.subjects import subjects
from reading.texts import TEXTS

FAMILIES = [
    *TABLES,
    *ANNOUNCED,
    *LAYERS,
    *INSTANCES,
    *SPELLINGS,
    *LINES,
    *BLOCKS,
    *STANZAS,
    *NAMED,
    *PROGRESS,
    *PRINTED,
    *TEXTS,
    *CONVERSATIONS,
    *OTHER_LEVELS,
]


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m reading", description="Does a model read the notation as well as JSON?"
    )
    parser.add_argument("--url", required=True, help="of an OpenAI-compatible service, up to /v1")
    parser.add_argument("--model", required=True)
    parser.add_argument("--forms", default="", help="a regular expression: ask about these only")
    parser.add_argument("--copies", type=int, default=4, help="documents of each form")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--answers", type=Path, default=Path("reading-answers.jsonl"))
    asked = parser.parse_args()
    families = [family for family in FAMILIES if re.search(asked.forms, family.form)]
    chosen = list(subjects(families, asked.copies, asked.seed))
    try:
        answers = list(ask(Endpoint(asked.url, asked.model), chosen, asked.answers))
    except EvaluationError as error:
        parser.exit(1, f"{error}\n")
    print(table(chosen, answers))


if __name__ == "__main__":
    main()
