"""Settings. Those of the core have the same names there, and their defaults (``rust/core/src/config``)."""

from __future__ import annotations

import enum
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from headroom import _core
from headroom._arguments import MOST_TOKENS
from headroom._budget_config import RunBudget
from headroom._checks import member, names, require_bool, require_int, require_type
from headroom._exceptions import ConfigurationError
from headroom._frozen import FrozenDict
from headroom._models.price import ModelPrice
from headroom._tool_config import ToolSchemas
from headroom._view_config import ViewConfig

if TYPE_CHECKING:
    from os import PathLike

__all__ = [
    "CacheBreakpoints",
    "CrushLevel",
    "HeadroomConfig",
    "HeadroomMode",
    "RollingWindowConfig",
    "SmartCrusherConfig",
    "WindowPolicy",
]

_DEFAULTS = _core.defaults()
_CRUSHER, _WINDOW = _DEFAULTS["smart_crusher"], _DEFAULTS["rolling_window"]


class HeadroomMode(str, enum.Enum):
    """What Headroom does with a conversation."""

    AUDIT = "audit"
    """Count it and send it as it is."""
    SIMULATE = "simulate"
    """Plan it, record what would be saved, and send it as it is."""
    OPTIMIZE = "optimize"
    """Send it compressed."""


class WindowPolicy(str, enum.Enum):
    """What leaves first when a conversation outgrows the model's context."""

    DROP_TURNS = "drop_turns"
    """Whole turns, oldest first."""
    MASK_RESULTS = "mask_results"
    """Results of tools, oldest first, each for a line that says so, and the dialogue stays; then whole turns."""


class CrushLevel(str, enum.Enum):
    """How much a reader of rewritten JSON has to put together."""

    AUTO = "auto"
    """What the model reads well: plain for small models and for unknown ones that the user runs, else default."""
    PLAIN = "plain"
    """Every cell says its column, and nothing is referred to."""
    DEFAULT = "default"
    """Cells say their column where it is far to see."""
    COMPACT = "compact"
    """Maps, lists in rows and single objects are tables, too, short values that come again are marked, and what a
    column's values share stands once in its header. Fewest tokens; but a reader puts values together, and a search does
    not find them in the text."""


class CacheBreakpoints(str, enum.Enum):
    """Who says what a provider that caches on request, as Claude's do, keeps of one."""

    OFF = "off"
    """Who makes the model: Headroom adds nothing."""
    AUTO = "auto"
    """Headroom too: it marks the ends of what the next request will begin with."""


_LEVEL = CrushLevel(_CRUSHER["level"])
_ROLES = frozenset({"system", "user", "assistant", "tool"})
_POLICY = WindowPolicy(_WINDOW["policy"])


@dataclass(frozen=True)
class SmartCrusherConfig:
    """How the JSON in messages, and the line numbers of listings, are rewritten.

    Args:
        enabled: whether messages are rewritten at all.
        compact: a short way to say ``level="compact"``.
        exclude_tools: tools whose results are sent as they stand, by name or by a pattern as `fnmatch` takes them:
            `read_*`, `mcp__*__read_file`. Later results may refer to them, and they leave with the window as others do.
        exclude_roles: roles whose messages are sent as they stand: `user`, `tool`, `system`, `assistant`. What the last
            two say is never rewritten; results of tools are of the role `tool`, whoever hands them on.
        level: how much a reader of rewritten JSON has to put together; the level's name as text works too.

    Raises:
        ConfigurationError: a value has the wrong type, or `compact` and `level` say different things.
    """

    enabled: bool = _CRUSHER["enabled"]
    compact: bool = _CRUSHER["compact"]
    exclude_tools: tuple[str, ...] = _CRUSHER["exclude_tools"]
    exclude_roles: tuple[str, ...] = _CRUSHER["exclude_roles"]
    level: CrushLevel = _LEVEL

    if TYPE_CHECKING:  # names are given as a list, too, and always read as a tuple

        def __init__(
            self,
            enabled: bool = ...,
            compact: bool = ...,
            exclude_tools: tuple[str, ...] | list[str] = ...,
            exclude_roles: tuple[str, ...] | list[str] = ...,
            level: CrushLevel | str = ...,
        ) -> None: ...

    def __post_init__(self) -> None:
        require_bool(self, "enabled")
        require_bool(self, "compact")
        object.__setattr__(self, "exclude_tools", names(self, "exclude_tools"))
        object.__setattr__(self, "exclude_roles", names(self, "exclude_roles"))
        if unknown := set(self.exclude_roles) - _ROLES:
            raise ConfigurationError(f"exclude_roles has roles of {sorted(_ROLES)}, not {sorted(unknown)}")
        object.__setattr__(self, "level", member(CrushLevel, "level", self.level))
        if self.compact and self.level not in (CrushLevel.AUTO, CrushLevel.COMPACT):
            raise ConfigurationError(f"compact=True says another level than level={self.level.value!r}")


@dataclass(frozen=True)
class RollingWindowConfig:
    """Which turns stay when a conversation outgrows the model's context.

    Args:
        enabled: whether turns may leave at all.
        keep_system: whether system messages always stay.
        keep_last_turns: how many of the newest turns stay whole as long as they fit, at least 1; where they do
            not, their oldest rounds leave, and the users' words and so many of the last rounds stay.
        output_buffer_tokens: tokens of the context kept free for the answer, at least 0, where the request does not say
            how long that may be; what is beyond the model's largest answer, or half of its context, is not kept free.
        low_water_percent: when something leaves, so much leaves that at most this share of what the context has beside
            the answer stays used, 0 to 100. Less means that the prompt changes more rarely, and that more is gone.
        policy: what leaves first; the policy's name as text works too.

    Raises:
        ConfigurationError: a value has the wrong type or is out of range.
    """

    enabled: bool = _WINDOW["enabled"]
    keep_system: bool = _WINDOW["keep_system"]
    keep_last_turns: int = _WINDOW["keep_last_turns"]
    output_buffer_tokens: int = _WINDOW["output_buffer_tokens"]
    low_water_percent: int = _WINDOW["low_water_percent"]
    policy: WindowPolicy = _POLICY

    if TYPE_CHECKING:  # a choice is given by name, too, and always read as a member

        def __init__(
            self,
            enabled: bool = ...,
            keep_system: bool = ...,
            keep_last_turns: int = ...,
            output_buffer_tokens: int = ...,
            low_water_percent: int = ...,
            policy: WindowPolicy | str = ...,
        ) -> None: ...

    def __post_init__(self) -> None:
        object.__setattr__(self, "policy", member(WindowPolicy, "policy", self.policy))
        require_bool(self, "enabled")
        require_bool(self, "keep_system")
        require_int(self, "keep_last_turns", least=1)
        require_int(self, "output_buffer_tokens", least=0)
        require_int(self, "low_water_percent", least=0, most=100)


@dataclass(frozen=True)
class HeadroomConfig:
    """All settings. Mappings are copied, and the copies cannot be changed.

    Args:
        default_mode: what to do with a conversation; the mode's name as text works too.
        smart_crusher: how JSON and the line numbers of listings are rewritten.
        rolling_window: which turns stay.
        model_context_limits: context length in tokens by model id, where the built-in table is wrong or silent. An id
            also stands for the model's other spellings: case, region, revision and date aside, and whoever serves it
            unless the id says so.
        strict: raise what would otherwise be logged while the original goes out.
        repeats: whether a tool's result refers to what an earlier message says already.
        model_prices: what input tokens cost by model id, where the built-in table is wrong or silent. An id stands for
            other spellings here too.
        views: what is shown of large results, and where the rest is kept.
        tool_schemas: what agno's wrapped models are sent of the schemas of their tools.
        budget: what the runs and sessions of agno's wrapped models may cost; ``None``: as much as they ask for.
        cache_breakpoints: whether agno's wrapped Claude models have the beginning of a conversation cached.
        report_dir: a folder in which agno's wrapped models keep a page of each session, with what was said in it. It is
            made where there is none; ``None``: no pages.

    Raises:
        ConfigurationError: a value has the wrong type or is out of range.
    """

    default_mode: HeadroomMode = HeadroomMode.OPTIMIZE
    smart_crusher: SmartCrusherConfig = field(default_factory=SmartCrusherConfig)
    rolling_window: RollingWindowConfig = field(default_factory=RollingWindowConfig)
    model_context_limits: Mapping[str, int] = field(default_factory=dict, hash=False)
    strict: bool = False
    repeats: bool = _DEFAULTS["repeats"]
    model_prices: Mapping[str, ModelPrice] = field(default_factory=dict, hash=False)
    views: ViewConfig = field(default_factory=ViewConfig)
    tool_schemas: ToolSchemas = field(default_factory=ToolSchemas)
    budget: RunBudget | None = None
    cache_breakpoints: CacheBreakpoints = CacheBreakpoints.OFF
    report_dir: str | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            default_mode: HeadroomMode | str = ...,
            smart_crusher: SmartCrusherConfig = ...,
            rolling_window: RollingWindowConfig = ...,
            model_context_limits: Mapping[str, int] = ...,
            strict: bool = ...,
            repeats: bool = ...,
            model_prices: Mapping[str, ModelPrice] = ...,
            views: ViewConfig = ...,
            tool_schemas: ToolSchemas = ...,
            budget: RunBudget | None = ...,
            cache_breakpoints: CacheBreakpoints | str = ...,
            report_dir: str | PathLike[str] | None = ...,
        ) -> None: ...

    def __post_init__(self) -> None:
        object.__setattr__(self, "default_mode", member(HeadroomMode, "default_mode", self.default_mode))
        require_type(self, "smart_crusher", SmartCrusherConfig)
        require_type(self, "rolling_window", RollingWindowConfig)
        object.__setattr__(self, "model_context_limits", _limits(self.model_context_limits))
        require_bool(self, "repeats")
        require_bool(self, "strict")
        object.__setattr__(self, "model_prices", _prices(self.model_prices))
        require_type(self, "views", ViewConfig)
        require_type(self, "tool_schemas", ToolSchemas)
        if self.budget is not None:
            require_type(self, "budget", RunBudget)
        object.__setattr__(
            self, "cache_breakpoints", member(CacheBreakpoints, "cache_breakpoints", self.cache_breakpoints)
        )
        object.__setattr__(self, "report_dir", _folder(self.report_dir))

    def fingerprint(self) -> str:
        """A digest of all settings that can change what is sent, equal for equal settings in every process.

        Prices, budgets and reports are left out: they decide nothing of what is sent, if anything is.
        """
        import hashlib  # 2 ms that importing headroom does not have to cost

        limits = sorted(self.model_context_limits.items())
        apart = ("model_context_limits", "model_prices", "views", "budget", "report_dir")
        parts = [repr(getattr(self, f.name)) for f in fields(self) if f.name not in apart]
        return hashlib.sha256(repr([*parts, limits, self.views.decisive()]).encode()).hexdigest()

    def settings(self, *, views: bool = False, window: bool = True) -> _core.Settings:
        """The core's view of these settings; under AUDIT it rewrites nothing.

        Args:
            views: whether what is left out of views can be asked for.
            window: whether anything may leave with the window.
        """
        may_leave = window and self.rolling_window.enabled
        asked = replace(
            self,
            views=replace(self.views, enabled=views and self.views.enabled is not False),
            rolling_window=replace(self.rolling_window, enabled=may_leave),
        )
        return _core.Settings(_without_rewriting(asked) if self.default_mode is HeadroomMode.AUDIT else asked)


def _without_rewriting(config: HeadroomConfig) -> HeadroomConfig:
    crusher = replace(config.smart_crusher, enabled=False)
    window, views = replace(config.rolling_window, enabled=False), replace(config.views, enabled=False)
    return replace(config, smart_crusher=crusher, rolling_window=window, views=views, repeats=False)


def _folder(value: Any) -> str | None:
    if value is None:
        return None
    try:
        return os.path.abspath(os.fsdecode(value))
    except TypeError:
        raise ConfigurationError(f"report_dir is the path of a folder, or None, not {value!r}") from None


def _limits(value: object) -> FrozenDict[str, int]:
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"model_context_limits maps model ids to tokens; {value!r} is no mapping")
    for model, limit in value.items():
        if not isinstance(model, str) or type(limit) is not int or not 1 <= limit <= MOST_TOKENS:
            raise ConfigurationError(
                f"model_context_limits: {model!r}: {limit!r} is not a model id with 1 to {MOST_TOKENS} tokens"
            )
    return FrozenDict(value)


def _prices(value: object) -> FrozenDict[str, ModelPrice]:
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"model_prices maps model ids to ModelPrice; {value!r} is no mapping")
    for model, price in value.items():
        if not isinstance(model, str) or not isinstance(price, ModelPrice):
            raise ConfigurationError(f"model_prices: {model!r}: {price!r} is not a model id with a ModelPrice")
    return FrozenDict(value)
