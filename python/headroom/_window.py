"""RollingWindow: what leaves when a conversation outgrows its model, as a step of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headroom import _core
from headroom._compress import CompressResult, compress
from headroom._config import HeadroomConfig, RollingWindowConfig, SmartCrusherConfig
from headroom._exceptions import ConfigurationError, ValidationError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["RollingWindow"]


class RollingWindow:
    """Keeps a conversation within its model's context: whole turns leave, oldest first, tool calls with their results.

    Args:
        config: settings; ``None`` means the defaults.

    Raises:
        ConfigurationError: `config` is something else.
    """

    def __init__(self, config: RollingWindowConfig | None = None) -> None:
        if config is not None and not isinstance(config, RollingWindowConfig):
            raise ConfigurationError(f"RollingWindow takes a RollingWindowConfig, not {config!r}")
        self.config = config if config is not None else RollingWindowConfig()

    def apply(
        self,
        messages: Sequence[Mapping[str, Any]],
        model: str = "gpt-4o",
        model_limit: int | None = None,
    ) -> CompressResult:
        """Drop what does not fit; nothing is rewritten. Arguments and errors are those of `compress`."""
        config = HeadroomConfig(smart_crusher=SmartCrusherConfig(enabled=False), rolling_window=self.config)
        return compress(messages, model, config=config, model_limit=model_limit)

    def select(
        self,
        token_counts: ArrayLike,
        roles: Sequence[str] | None = None,
        *,
        model_limit: int,
    ) -> NDArray[np.bool_]:
        """Which messages stay, by their token counts alone.

        Args:
            token_counts: tokens of each message, shape (n,), not negative.
            roles: who speaks, n names; a turn starts at each ``user``. Without roles every message is a turn.
            model_limit: the model's context length in tokens.

        Returns:
            A boolean array of shape (n,): true where the message stays.

        Raises:
            ValidationError: the arrays do not fit each other, or a count is negative or no integer.
        """
        import numpy as np

        counts = np.asarray(token_counts)
        if counts.ndim != 1 or (counts.size and (counts.dtype.kind not in "iu" or counts.min() < 0)):
            raise ValidationError("token_counts is a one-dimensional array of integers >= 0")
        speakers = ["user"] * counts.size if roles is None else list(roles)
        if len(speakers) != counts.size:
            raise ValidationError(f"{counts.size} token counts and {len(speakers)} roles do not fit each other")
        budget = max(0, model_limit - self.config.output_buffer_tokens) if self.config.enabled else 2**62
        settings = replace(HeadroomConfig(), rolling_window=self.config).settings()
        return np.array(_core.select(counts.tolist(), speakers, budget, settings), dtype=np.bool_)
