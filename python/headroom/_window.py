"""RollingWindow: what leaves when a conversation outgrows its model, as a step of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from headroom import _core
from headroom._arguments import MOST_TOKENS, check_model_limit
from headroom._compress import compress
from headroom._config import HeadroomConfig, RollingWindowConfig, SmartCrusherConfig
from headroom._exceptions import ConfigurationError, ValidationError
from headroom._results.outcome import CompressResult

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
        config = HeadroomConfig(
            smart_crusher=SmartCrusherConfig(enabled=False), rolling_window=self.config, repeats=False
        )
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
            ValidationError: the arrays do not fit each other, a count is negative or no integer, a role is no text, or
                `model_limit` is no positive number.
        """
        import numpy as np

        check_model_limit(model_limit)
        counts = _counts(token_counts)
        speakers = ["user"] * len(counts) if roles is None else _roles(roles)
        if len(speakers) != len(counts):
            raise ValidationError(f"{len(counts)} token counts and {len(speakers)} roles do not fit each other")
        return np.array(_core.select(counts, speakers, model_limit, self.config), dtype=np.bool_)


def _counts(token_counts: ArrayLike) -> list[int]:
    import numpy as np

    try:
        counts = np.asarray(token_counts)
    except ValueError:  # rows of different lengths
        counts = np.empty((0, 0))
    if counts.ndim != 1 or (counts.size and (counts.dtype.kind not in "iu" or counts.min() < 0)):
        raise ValidationError("token_counts is a one-dimensional array of integers >= 0")
    listed: list[int] = counts.tolist()
    if sum(listed) > MOST_TOKENS:
        raise ValidationError(f"token_counts sum up to more than {MOST_TOKENS}")
    return listed


def _roles(roles: Sequence[str]) -> list[str]:
    listed = list(roles)
    if isinstance(roles, str) or not all(isinstance(role, str) for role in listed):
        raise ValidationError("roles is a sequence of texts")
    return listed
