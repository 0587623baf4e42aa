"""SmartCrusher: one text at a time."""

from __future__ import annotations

from typing import NamedTuple

from headroom import _core
from headroom._arguments import check_model
from headroom._config import SmartCrusherConfig
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
        if not self.config.enabled or isinstance(content, SentText):
            tokens = _core.count(content, model)[0]
            return CrushResult(content, content, False, "none", tokens, tokens, True)
        shorter, strategy, before, after = _core.crush(content, model, self.config)
        compressed = content if shorter is None else SentText(shorter)
        return CrushResult(compressed, content, shorter is not None, strategy or "none", before, after, True)
