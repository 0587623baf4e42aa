"""SmartCrusher: one text at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, overload

from headroom import _core
from headroom._arguments import check_model, checked_threads
from headroom._arrow import ArrowColumn, is_arrow
from headroom._config import SmartCrusherConfig
from headroom._core import ArrowArray
from headroom._exceptions import ConfigurationError, ValidationError
from headroom._sent_text import SentText

__all__ = ["CrushResult", "SmartCrusher"]


class CrushResult(NamedTuple):
    """What became of a text.

    Attributes:
        compressed: the text to send.
        original: the text that was given.
        was_modified: whether they differ.
        strategy: the name of what was done, as docs/notation.md lists them; ``none`` where nothing was.
        tokens_before: tokens of the original.
        tokens_after: tokens of the text to send; never more.
        lossless: whether `headroom.expand` gives back the original's value. Always true so far.
    """

    compressed: str
    original: str
    was_modified: bool
    strategy: str
    tokens_before: int
    tokens_after: int
    lossless: bool


class SmartCrusher:
    """Rewrites the JSON in a text in fewer tokens: tables, records, references to what recurs, minified JSON else.

    In a listing of numbered lines the padding of the numbers is stated once, and so is what lines of a log share, what
    consecutive lines begin with, and lines that repeat.

    Args:
        config: settings; ``None`` means the defaults.

    Raises:
        ConfigurationError: `config` is something else.
    """

    def __init__(self, config: SmartCrusherConfig | None = None) -> None:
        if config is not None and not isinstance(config, SmartCrusherConfig):
            raise ConfigurationError(f"SmartCrusher takes a SmartCrusherConfig, not {config!r}")
        self.config = config if config is not None else SmartCrusherConfig()

    def crush(self, content: str, model: str = "gpt-4o") -> CrushResult:
        """Rewrite the JSON and the lines in `content` where that takes fewer tokens of `model`.

        Raises:
            ValidationError: `content` or `model` is no text.
        """
        check_model(model)
        if not isinstance(content, str):
            raise ValidationError(f"crush takes a text, not {type(content).__name__}")
        if isinstance(content, SentText):
            tokens = _core.count(content, model)[0]
            return CrushResult(content, content, False, "none", tokens, tokens, True)
        return _result(content, *_core.crush(content, model, self.config))

    @overload
    def crush_batch(self, contents: ArrowColumn, model: str = ..., *, threads: int | None = ...) -> ArrowArray: ...
    @overload
    def crush_batch(
        self, contents: Iterable[str | None], model: str = ..., *, threads: int | None = ...
    ) -> list[CrushResult | None]: ...
    def crush_batch(
        self, contents: ArrowColumn | Iterable[str | None], model: str = "gpt-4o", *, threads: int | None = None
    ) -> ArrowArray | list[CrushResult | None]:
        """`crush` many texts at once, each by itself, on all cores. Other threads run meanwhile.

        Args:
            contents: texts; None stays None. Of a column of Arrow (pyarrow, Polars, pandas 3, ...), in one piece or
                several, no row becomes a Python object.
            model: the id of the model whose tokens are counted.
            threads: how many work at once; ``None`` means as many as the process may run.

        Returns:
            What `crush` gives of each, in order. Of a column of Arrow, the texts to send, of type ``large_string`` and
            with its nulls. In a column a `SentText` cannot be told from another text: what was written once is quoted
            the second time.

        Raises:
            ValidationError: `contents` is one text or no iterable, one of them is no text (its index is named), or
                `model` is no text; a column is of something else, was released, or holds what is no UTF-8.
        """
        check_model(model)
        threads = checked_threads(threads)
        if is_arrow(contents):
            return _core.crush_column(contents, model, self.config, threads)
        if isinstance(contents, str) or not isinstance(contents, Iterable):
            raise ValidationError(f"contents is an iterable of texts, not {type(contents).__name__}")
        texts = [_checked(index, content) for index, content in enumerate(contents)]
        rows = [None if text is None else (text, not isinstance(text, SentText)) for text in texts]
        crushed = zip(texts, _core.crush_batch(rows, model, self.config, threads), strict=True)
        return [None if text is None or row is None else _result(text, *row) for text, row in crushed]


def _result(content: str, shorter: str | None, strategy: str | None, before: int, after: int) -> CrushResult:
    compressed = content if shorter is None else SentText(shorter)
    return CrushResult(compressed, content, shorter is not None, strategy or "none", before, after, True)


def _checked(index: int, content: object) -> str | None:
    if content is None or isinstance(content, str):
        return content
    raise ValidationError(f"contents[{index}] is a str or None, not {type(content).__name__}")
