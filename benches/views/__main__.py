"""usage: python -m views [--runs N] [--seed N] [--budget TOKENS] [--questions FOLDER], with benches/ on PYTHONPATH

Prints whether a fact that was hidden in a large result stands in its view, and how often the answer to a question does,
beside the records that BM25 would have chosen; the latter where there is a folder of questions.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from views import answers, needles


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m views", description="What do views show of large results?")
    parser.add_argument("--runs", type=int, default=20, help="results of each shape and kind of fact")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=int, default=1000, help="tokens of a view that is asked about")
    parser.add_argument("--questions", type=Path, default=Path(".evaldata/qa"))
    asked = parser.parse_args()
    _print("One fact in a large result", needles.rows(asked.runs, asked.seed))
    title = f"Answers within {asked.budget:,} tokens"
    _print(title, answers.rows(asked.questions, asked.budget))


def _print(title: str, rows: Iterable[list[str]]) -> None:
    head, *body = rows
    print(f"### {title}\n\n| {' | '.join(head)} |\n|---|{'--:|' * (len(head) - 1)}")
    print("".join(f"| {' | '.join(row)} |\n" for row in body))


if __name__ == "__main__":
    main()
