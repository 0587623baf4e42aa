"""`headroom compress`: a text or conversations in fewer tokens."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from headroom._exceptions import ConfigurationError, TranscriptError
from headroom.cli.inputs import Problems, holds_conversations, open_input, text_in
from headroom.cli.output import print_json, say, with_result, writing
from headroom.cli.rewriting import WRITTEN_BACK, Conversation, rewritten_file
from headroom.cli.settings import add_json, add_model, add_settings, check_views, config_of, store_at
from headroom.cli.status import Status

if TYPE_CHECKING:
    from headroom import HeadroomConfig
    from headroom.cli.settings import Subparsers

__all__ = ["add"]

_DEFAULT_MODEL = "gpt-4o"


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser(
        "compress",
        help="write a text or conversations in fewer tokens",
        epilog="`headroom expand` gives back what was given: texts as they were, JSON as the same value, minified.",
    )
    parser.add_argument(
        "file", metavar="FILE", help="a text, or messages as OpenAI or Anthropic take them; - is standard input"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write; standard output by default")
    add_model(parser)
    add_settings(parser, window=False)
    parser.add_argument("--store", type=Path, metavar="FILE", help="where to keep what views leave out")
    parser.add_argument("--text", action="store_true", help="take conversations for the text that they are written in")
    parser.add_argument("--strict", action="store_true", help="fail where a part cannot be read")
    parser.add_argument("-q", "--quiet", action="store_true", help="do not say how much was saved")
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> Status:
    check_views(asked)
    work = _Compressing(asked.model, config_of(asked, store_at(asked.store)))
    problems = Problems(strict=asked.strict, becomes="left as it is")
    with open_input(asked.file) as file:
        kind = None if asked.text else holds_conversations(file, asked.file)
        if kind is not None and kind not in WRITTEN_BACK:
            raise TranscriptError(
                f"{asked.file} is of the kind {kind}, which is not written back: "
                "`headroom inspect` and `headroom replay` read it, and --text takes it for a text"
            )
        if asked.json:
            _print(asked, work, kind, _result(work, kind, file, asked.file, problems))
        else:
            _write(asked, work, kind, file, problems)
    if not (asked.quiet or asked.json):
        say(work.said())
    return problems.status()


class _Compressing:
    """Compresses one thing after the other, and adds up."""

    def __init__(self, model: str | None, config: HeadroomConfig) -> None:
        self._model, self._config = model, config
        self.before = self.after = 0
        self.exact = True
        self._warned: set[str] = set()
        self.models: dict[str, None] = {}
        self.transforms: dict[str, None] = {}

    def text(self, text: str) -> str:
        """Compress a text.

        Raises:
            ConfigurationError: views are asked for, which are of results in conversations.
        """
        from headroom import SmartCrusher, count_tokens

        if self._config.views.enabled:
            raise ConfigurationError("--views is for conversations: a text alone is nobody's result")
        model = self._model or _DEFAULT_MODEL
        crushed = SmartCrusher(self._config.smart_crusher).crush(text, model)
        done = [crushed.strategy] if crushed.was_modified else []
        exact = count_tokens("", model).exact
        self._add(model, crushed.tokens_before, crushed.tokens_after, done, exact=exact)
        return crushed.compressed

    def conversation(self, given: Conversation) -> list[Any]:
        """Compress a conversation."""
        from headroom import compress

        model = self._model or given.model or _DEFAULT_MODEL
        result = compress(given.messages, model, config=self._config)
        for warning in dict.fromkeys(result.warnings).keys() - self._warned:
            say(warning)
        self._warned.update(result.warnings)
        self._add(model, result.tokens_before, result.tokens_after, result.transforms_applied, exact=result.exact)
        return result.messages

    def _add(self, model: str, before: int, after: int, transforms: list[str], *, exact: bool) -> None:
        self.before, self.after, self.exact = self.before + before, self.after + after, self.exact and exact
        self.models[model] = None
        self.transforms.update(dict.fromkeys(transforms))

    def said(self) -> str:
        """What came of it, in a line."""
        less = 100 * (self.before - self.after) / self.before if self.before else 0.0
        about = "" if self.exact else "about "
        counted = f"{about}{self.before:,} -> {self.after:,} tokens of {', '.join(self.models) or 'no model'}"
        return f"{counted}, {less:.1f} % less ({', '.join(self.transforms) or 'nothing is shorter otherwise'})"

    def as_dict(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "models": list(self.models),
            "exact": self.exact,
            "tokens_before": self.before,
            "tokens_after": self.after,
            "transforms": list(self.transforms),
        }


def _parts(work: _Compressing, kind: str | None, file: IO[bytes], source: str, problems: Problems) -> Any:
    if kind is None:
        return iter([work.text(text_in(file, source)).encode()])
    return rewritten_file(file, source, work.conversation, problems)


def _write(
    asked: argparse.Namespace, work: _Compressing, kind: str | None, file: IO[bytes], problems: Problems
) -> None:
    with writing(asked.output) as output:
        for part in _parts(work, kind, file, asked.file, problems):
            output.write(part)


def _result(work: _Compressing, kind: str | None, file: IO[bytes], source: str, problems: Problems) -> bytes:
    return b"".join(_parts(work, kind, file, source, problems))


def _print(asked: argparse.Namespace, work: _Compressing, kind: str | None, result: bytes) -> None:
    said = {"file": asked.file, "kind": kind or "text", **work.as_dict()}
    print_json("compress", with_result(said, result, asked.output))
