"""What is shown of large results, and where the rest is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from headroom import _core
from headroom._arguments import MOST_TOKENS
from headroom._checks import names, require_int
from headroom._exceptions import ConfigurationError
from headroom._frozen import FrozenDict

if TYPE_CHECKING:
    from headroom.stores import Store

__all__ = ["ViewConfig"]

_VIEWS = _core.defaults()["views"]
_FEWEST_TOKENS = 100
"""With fewer tokens a view has room for little but its header."""
_FEWEST_PAGE_TOKENS = 500
"""A page holds at least a line, whatever that is made of."""


@dataclass(frozen=True)
class ViewConfig:
    """What is shown of results that are large in their shortest form, and how the rest is to be had.

    Args:
        enabled: whether anything is left out. ``"auto"`` leaves out only where the model is offered
            ``headroom_retrieve`` by whoever calls it: agno's wrapper does. True: `compress` does, too, and the caller
            offers the tool, see ``CompressResult.tools``.
        budget_tokens: tokens that a view may take, at least 100; only what takes half as much again becomes one.
        exclude_tools: tools whose results are shown as a whole, by name or by a pattern as `fnmatch` takes them.
        budgets: other budgets by tool, by name or pattern; the first that matches counts.
        page_tokens: tokens that ``headroom_retrieve`` gives back at most, at least 500.
        secret: what addresses are made with, at least 16 random bytes, the same in all processes that go on with a
            conversation. Without one, who knows a result and its session can tell its address.
        store: where originals are kept; ``None`` keeps them in this process's memory.

    Raises:
        ConfigurationError: a value has the wrong type or is out of range.
    """

    enabled: bool | Literal["auto"] = "auto"
    budget_tokens: int = _VIEWS["budget_tokens"]
    exclude_tools: tuple[str, ...] = _VIEWS["exclude_tools"]
    budgets: Mapping[str, int] = field(default_factory=dict, hash=False)
    page_tokens: int = 1000
    secret: bytes | None = field(default=None, repr=False)
    store: Store | None = field(default=None, repr=False)

    if TYPE_CHECKING:  # names are given as a list, too, and always read as a tuple

        def __init__(
            self,
            enabled: bool | Literal["auto"] = ...,
            budget_tokens: int = ...,
            exclude_tools: tuple[str, ...] | list[str] = ...,
            budgets: Mapping[str, int] = ...,
            page_tokens: int = ...,
            secret: bytes | None = ...,
            store: Store | None = ...,
        ) -> None: ...

    def __post_init__(self) -> None:
        if not isinstance(self.enabled, bool) and self.enabled != "auto":
            raise ConfigurationError(f"ViewConfig.enabled is True, False or 'auto', not {self.enabled!r}")
        require_int(self, "budget_tokens", least=_FEWEST_TOKENS)
        require_int(self, "page_tokens", least=_FEWEST_PAGE_TOKENS)
        object.__setattr__(self, "exclude_tools", names(self, "exclude_tools"))
        object.__setattr__(self, "budgets", _budgets(self.budgets))
        self._check_store()

    def _check_store(self) -> None:
        if self.secret is None and self.store is None:
            return
        from headroom.stores import MemoryStore, Originals, Store  # what few ask for

        if self.store is not None and not isinstance(self.store, Store):
            raise ConfigurationError(f"ViewConfig.store is a Store, not {type(self.store).__name__}")
        Originals(self.store or MemoryStore(), self.secret)

    def decisive(self) -> list[object]:
        """All that can change what is sent; of the secret a digest."""
        import hashlib  # 2 ms that importing headroom does not have to cost

        secret = hashlib.sha256(self.secret or b"").hexdigest()
        return [self.enabled, self.budget_tokens, self.exclude_tools, sorted(self.budgets.items()), secret]


def _budgets(value: object) -> FrozenDict[str, int]:
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"ViewConfig.budgets maps tools to tokens; {value!r} is no mapping")
    for tool, budget in value.items():
        if not isinstance(tool, str) or type(budget) is not int or not _FEWEST_TOKENS <= budget <= MOST_TOKENS:
            raise ConfigurationError(
                f"ViewConfig.budgets: {tool!r}: {budget!r} is no tool with {_FEWEST_TOKENS} to {MOST_TOKENS} tokens"
            )
    return FrozenDict(value)
