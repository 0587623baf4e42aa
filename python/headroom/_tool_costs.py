"""What each tool costs a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom._arguments import check_model
from headroom._exceptions import ConfigurationError, ValidationError
from headroom._planning.ask import Ask
from headroom._schemas.reader import Reader
from headroom._schemas.sent import SentTools, sent_tools
from headroom._tokens import TokenCount, count_request
from headroom._tool_config import ToolSchemas

if TYPE_CHECKING:
    from headroom._core import Calibration

__all__ = ["ToolCost", "ToolCosts", "costs_of", "tool_costs"]

_NO_TOOLS = "[]"


class ToolCost(NamedTuple):
    """What one tool costs a request.

    Attributes:
        name: the function's name, or the type of a provider's own tool.
        before: its tokens as it was given; 0 for Headroom's own.
        after: its tokens as it is sent.
        ours: whether it is Headroom's own, such as ``headroom_retrieve``.
    """

    name: str
    before: TokenCount
    after: TokenCount
    ours: bool


@dataclass(frozen=True)
class ToolCosts:
    """What the tools of a request cost it.

    Attributes:
        tools: the cost of each, in the order in which they are sent.
        before: what a request takes more with the tools that were given than with none.
        after: what it takes more with those that are sent than with none.
        sent: the tools as they are sent; those that stay as they are, are the objects that were given.
    """

    tools: tuple[ToolCost, ...]
    before: TokenCount
    after: TokenCount
    sent: tuple[Any, ...]

    @property
    def framing_tokens(self) -> int:
        """What `after` has beyond its tools: what providers say to a model that has any, and rounding."""
        return self.after.value - sum(tool.after.value for tool in self.tools)

    @property
    def tokens_saved(self) -> int:
        """Tokens of each request that are not sent."""
        return self.before.value - self.after.value


def tool_costs(
    tools: Sequence[Mapping[str, Any]], model: str = "gpt-4o", *, schemas: ToolSchemas | None = None
) -> ToolCosts:
    """Count what each tool costs a request, and what it would cost in fewer tokens. Offline.

    Nobody but the provider's counter knows more than an estimate of it: no API documents how it writes tools out.

    Args:
        tools: tool schemas, in the shape of any provider; they are not changed.
        model: the id of the model whose tokens are counted.
        schemas: what may be left out of them; ``None`` means ``"lossless"``. ``"on_demand"`` shows tools as they are
            told in short, without `describe_tool`, which agno's wrapped models offer.

    Returns:
        The costs; `ToolCosts.sent` are the tools to send in their place.

    Raises:
        ValidationError: `tools` is no sequence of tools, or `model` is no text.
        ConfigurationError: `schemas` is no `ToolSchemas`.
    """
    check_model(model)
    if isinstance(tools, str | bytes | Mapping) or not isinstance(tools, Sequence):
        raise ValidationError(f"tools is a list of tools, not {type(tools).__name__}")
    if schemas is not None and not isinstance(schemas, ToolSchemas):
        raise ConfigurationError(f"schemas is a ToolSchemas, not {type(schemas).__name__}")
    config = schemas or ToolSchemas(mode="lossless")
    made = sent_tools(tools, model, config, Reader(), in_short=config.mode == "on_demand")
    return costs_of(made, tools, model)


def costs_of(made: SentTools, tools: Sequence[Any], model: str, calibration: Calibration | None = None) -> ToolCosts:
    """Count what tools cost before and after.

    Args:
        made: what is sent of them.
        tools: the tools themselves.
        model: the id of the model whose tokens are counted.
        calibration: what was learnt of the model's tokens.
    """
    counter = _Counter(model, calibration)
    zero = counter.of(_NO_TOOLS)._replace(value=0, low=0, high=0)
    rows = zip(made.names, made.given, made.sent, strict=True)
    listed = [
        ToolCost(name, zero if name in made.ours else counter.of_one(given), counter.of_one(sent), name in made.ours)
        for name, given, sent in rows
    ]
    return ToolCosts(
        tuple(listed), counter.of(made.given_text), counter.of(made.sent_text), tuple(made.put_into(tools))
    )


class _Counter:
    """Counts tools apart from the request that they are in."""

    def __init__(self, model: str, calibration: Calibration | None) -> None:
        self._ask = Ask(model, calibration=calibration)
        self._without = count_request((), self._ask)
        self._framed = count_request((), self._ask._replace(tools=_NO_TOOLS))

    def of(self, text: str | None) -> TokenCount:
        """What a request takes more with these tools than with none."""
        return _difference(count_request((), self._ask._replace(tools=text)), self._without)

    def of_one(self, text: str) -> TokenCount:
        """What a list of tools takes more with this one."""
        return _difference(count_request((), self._ask._replace(tools=f"[{text}]")), self._framed)


def _difference(one: TokenCount, other: TokenCount) -> TokenCount:
    low, high = max(0, one.low - other.low), max(0, one.high - other.high)
    return one._replace(value=max(0, one.value - other.value), low=low, high=high)
