r"""White space in descriptions that carries nothing: the indentation of docstrings, blanks at ends, and blank lines.

    "\n    Look up an order.\n\n    Args:\n        id: its number\n    "
    "Look up an order.\n\nArgs:\n    id: its number"

The words stay, in their lines; so does what lines are indented by against each other, which shows lists, examples and
code. Within fences (```) nothing is changed but the docstring's own indentation.
"""

from __future__ import annotations

import re
from itertools import groupby

__all__ = ["trimmed"]

_FENCE = "```"
_quotes = re.compile(r"[`'\"|]").search
_blanks_between_words = re.compile(r"(?<=\S) {2,}(?=\S)")
_blanks_behind_sentence = re.compile(r"(?<=[a-z][.!?]) {2,}(?=[A-Z])")
_closing_indent = re.compile(r"\n([ \t]+)\Z").search


def trimmed(text: str) -> str:
    """Take out of a description the white space that carries nothing. Its words, and what they stand in, stay."""
    if "\n" not in text:
        return _one_line(text.strip())
    lines = _dedented(text).split("\n")
    parts = groupby(_with_fences(lines), key=lambda line: line[1])
    short = "\n".join(_joined([line for line, _ in part], fenced=fenced) for fenced, part in parts).strip("\n").rstrip()
    return short if "\n" in short else _one_line(short.strip())


def _one_line(text: str) -> str:
    """A line by itself has no columns to keep, unless it quotes something."""
    return text if _quotes(text) else _blanks_between_words.sub(" ", text)


def _dedented(text: str) -> str:
    """A docstring without the indentation of its source, which its closing quotes or a first empty line show."""
    first, *rest = text.split("\n")
    closing = _closing_indent(text)
    if not closing and first.strip():
        return text
    indent = closing[1] if closing else _least_indent(rest)
    said = [line for line in rest if line.strip()]
    if not indent or not all(line.startswith(indent) for line in said):
        return text
    return "\n".join([first, *(line.removeprefix(indent) for line in rest)])


def _least_indent(lines: list[str]) -> str:
    """The blanks before the line that has the fewest."""
    indents = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines if line.strip()]
    return min(indents, key=len, default="")


def _with_fences(lines: list[str]) -> list[tuple[str, bool]]:
    """Each line, and whether it stands in a fence."""
    marked, within = [], False
    for line in lines:
        is_fence = line.lstrip().startswith(_FENCE)
        marked.append((line, within or is_fence))
        within ^= is_fence
    return marked


def _joined(lines: list[str], *, fenced: bool) -> str:
    if fenced:
        return "\n".join(lines)
    text = "\n".join(_blanks_behind_sentence.sub(" ", line.rstrip()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text)
