"""The outcome of planning a conversation: counts, what was done, and what became of each message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import InitVar, asdict, dataclass, field, fields
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from headroom._objects import plain
from headroom._planning.sent import RawDecision, Sent
from headroom._results.decision import Decision, decisions_of

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["CompressResult", "Outcome"]


@dataclass(frozen=True, kw_only=True, repr=False)
class Outcome:
    """What planning a conversation came to. It pickles and copies; its repr has counts, no contents.

    Attributes:
        tokens_before: tokens of the conversation as given, request framing included.
        tokens_after: tokens of what OPTIMIZE sends; SIMULATE says what it would be and sends the original.
        transforms_applied: names of what was done, as docs/notation.md lists them, e.g. ``["table", "repeats"]``.
        exact: whether the counts are exact for the model, rather than estimates.
        warnings: what the caller should know, such as a conversation that does not fit, or a context length that is a
            guess since nobody gave the model's.
    """

    tokens_before: int
    tokens_after: int
    transforms_applied: list[str]
    exact: bool
    warnings: list[str]
    _decide: InitVar[Callable[[], list[RawDecision]]] = list  # no field: asdict and == have no use for it

    def __post_init__(self, _decide: Callable[[], list[RawDecision]]) -> None:
        object.__setattr__(self, "_decide", _decide)

    @classmethod
    def of(cls, sent: Sent, **more: Any) -> Self:
        """Take what is to be told of what was planned; `more` are the fields that a subclass adds."""
        return cls(
            tokens_before=sent.tokens_before,
            tokens_after=sent.tokens_after,
            transforms_applied=list(sent.transforms_applied),
            exact=sent.exact,
            warnings=list(sent.warnings),
            _decide=sent.decisions,
            **more,
        )

    @property
    def tokens_saved(self) -> int:
        """Tokens that are not sent."""
        return self.tokens_before - self.tokens_after

    @property
    def savings_percent(self) -> float:
        """The same in percent of what there was."""
        return 100.0 * self.tokens_saved / self.tokens_before if self.tokens_before else 0.0

    @cached_property
    def decisions(self) -> list[Decision]:
        """One decision a message, in order; empty when a fault let everything through as it was."""
        return decisions_of(self._raw_decisions())

    def to_dict(self) -> dict[str, Any]:
        """All that can be read here, by name: the attributes, the savings, and the decisions as dicts."""
        read = {field.name: getattr(self, field.name) for field in fields(self)}
        savings = {"tokens_saved": self.tokens_saved, "savings_percent": self.savings_percent}
        return {**read, **savings, "decisions": [asdict(decision) for decision in self.decisions]}

    def __repr__(self) -> str:
        figures = f"{self.tokens_before:,} -> {self.tokens_after:,} tokens, {self.savings_percent:.1f} % saved"
        warned = [f"warnings: {len(self.warnings)}"] if self.warnings else []
        return f"{type(self).__name__}({', '.join([*self._told(), figures, *self.transforms_applied, *warned])})"

    def _repr_html_(self) -> str:
        """The same for notebooks, with a row a message."""
        from headroom._results.html import page  # for notebooks alone

        return page(repr(self), self.decisions, self.warnings)

    def __getstate__(self) -> dict[str, Any]:
        """Pickle and copy with the decisions: the plan that gives them stays in its process."""
        state = {name: value for name, value in vars(self).items() if name != "decisions"}
        return {**state, "_decide": partial(list, self._raw_decisions())}

    def _told(self) -> list[str]:
        """What else the repr says, first."""
        return []

    def _raw_decisions(self) -> list[RawDecision]:
        decide: Callable[[], list[RawDecision]] = vars(self)["_decide"]
        return decide()


@dataclass(frozen=True, kw_only=True, repr=False)
class CompressResult(Outcome):
    """A conversation to send, and what became of it.

    Attributes:
        messages: what to send: a new list; messages that did not change are the very objects that were given.
        tools: with views, ``headroom_retrieve`` by the API that it is offered through: ``openai``, ``responses``,
            ``anthropic``, ``gemini``, ``bedrock``, each a list to be added to the request's tools; else empty.
            `retrieve` answers its calls.
    """

    messages: list[Any]
    tools: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The same with the messages; those that are a client's objects as dicts."""
        return {**super().to_dict(), "messages": plain(self.messages)}

    def _told(self) -> list[str]:
        return [f"{len(self.messages)} messages"]
