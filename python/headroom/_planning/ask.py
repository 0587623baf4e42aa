"""What a request is beside its messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from headroom._core import Calibration

__all__ = ["Ask"]


class Ask(NamedTuple):
    """Whom a conversation is for, and what goes with it. Nothing in it is ever changed."""

    model: str
    """The model's own id: how much fits goes by it, as far as anything is known of it."""
    counted_as: str | None = None
    """The id of the model whose tokens are counted; ``None`` where it is `model`."""
    service: str | None = None
    """Who serves the model, where something else than its id tells."""
    model_limit: int | None = None
    """The context length in tokens, where neither the settings nor the built-in table are to decide."""
    stated_limit: int | None = None
    """How many tokens of a request the server reads, where the request itself says: no setting makes it more."""
    answer_tokens: int | None = None
    """How long the answer may be, where the request says: so much of the context stays free."""
    tools: Sequence[Mapping[str, Any]] | str | None = None
    """Tool schemas as the caller has them, or their JSON text; they are billed."""
    sent_tools: Sequence[Mapping[str, Any]] | str | None = None
    """Those that are sent in their place, Headroom's own among them; ``None`` where the caller's are sent."""
    output_schema: object = None
    """The schema that the answer is to have, JSON or a pydantic model; it is counted."""
    may_leave: bool = True
    """Whether messages may leave with the window; not where a service that holds them is asked to go on."""
    can_retrieve: bool | None = None
    """Whether the model is offered what gives back what views leave out; ``None`` where only the caller knows."""
    scope: str = ""
    """Whose conversation it is: what is left out of it is to be had in none of another scope."""
    calibration: Calibration | None = None
    """What was learnt of the model's tokens; it changes what is reported, never what is sent."""

    @property
    def counted(self) -> str:
        """The id of the model whose tokens are counted."""
        return self.model if self.counted_as is None else self.counted_as
