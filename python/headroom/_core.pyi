"""The Rust extension; ``rust/py`` holds its source."""

from collections.abc import Sequence
from typing import Any, final

from headroom._config import HeadroomConfig, RollingWindowConfig, SmartCrusherConfig

__all__ = [
    "Calibration",
    "Conversation",
    "Plan",
    "Settings",
    "__version__",
    "count",
    "count_batch",
    "count_rows",
    "count_till_limit",
    "crush",
    "defaults",
    "expand",
    "fits",
    "load_vocabulary",
    "missing_vocabulary",
    "model_info",
    "model_names",
    "plan",
    "select",
    "tally",
    "transforms",
]

__version__: str

@final
class Settings:
    def __new__(cls, config: HeadroomConfig) -> Settings: ...

@final
class Conversation:
    def __new__(cls) -> Conversation: ...

@final
class Plan:
    @property
    def stable(self) -> int: ...
    @property
    def edits(self) -> list[tuple[int, int, str]]: ...
    @property
    def dropped(self) -> list[int]: ...
    @property
    def note(self) -> str | None: ...
    @property
    def tokens_before(self) -> int: ...
    @property
    def tokens_after(self) -> int: ...
    @property
    def cached_before(self) -> int: ...
    @property
    def cached_after(self) -> int: ...
    @property
    def exact(self) -> bool: ...
    @property
    def most_tokens_after(self) -> int: ...
    @property
    def budget(self) -> int | None: ...
    @property
    def over_budget(self) -> bool: ...
    @property
    def faults(self) -> int: ...
    @property
    def transforms(self) -> list[str]: ...
    def decisions(self) -> list[tuple[str, str | None, bool, int, int]]: ...

@final
class Calibration:
    def __new__(cls, model: str) -> Calibration: ...
    def observe(self, plan: Plan, tokens: int, applied: bool) -> None: ...
    @property
    def reports(self) -> int: ...

_Image = tuple[str | bytes | None, str | None]
_Row = tuple[
    str,
    tuple[str, ...],
    tuple[bool, ...],
    tuple[str, ...],
    tuple[str, ...],
    tuple[_Image, ...],
    bool,
    bool,
    tuple[str, ...],
    int,
    tuple[int | None, ...],
]

def plan(
    rows: Sequence[_Row],
    model: str,
    settings: Settings,
    *,
    named: str | None = None,
    context_tokens: int | None = None,
    tools: str | None = None,
    output_schema: str | None = None,
    calibration: Calibration | None = None,
    conversation: Conversation | None = None,
    known: int = 0,
) -> Plan: ...
def count(text: str, model: str) -> tuple[int, bool, int, int, str]: ...
def count_till_limit(text: str, limit: int, model: str) -> int | None: ...
def fits(text: str, budget: int, model: str) -> bool: ...
def count_batch(texts: list[str], model: str) -> bytearray: ...
def count_rows(
    rows: Sequence[_Row],
    model: str,
    *,
    tools: str | None = None,
    output_schema: str | None = None,
    calibration: Calibration | None = None,
) -> tuple[int, bool, int, int, str]: ...
def crush(text: str, model: str, config: SmartCrusherConfig) -> tuple[str | None, str | None, int, int]: ...
def transforms() -> list[tuple[str, str]]: ...
def expand(text: str, rows: Sequence[_Row] = ...) -> str | None: ...
def select(
    tokens: Sequence[int], roles: Sequence[str], context_tokens: int, config: RollingWindowConfig
) -> list[bool]: ...
def model_info(model: str) -> tuple[str, str, bool, str, int, int, int, bool]: ...
def model_names(model: str) -> tuple[str | None, list[str]]: ...
def tally(text: str) -> list[int]: ...
def defaults() -> dict[str, Any]: ...
def missing_vocabulary(model: str) -> str | None: ...
def load_vocabulary(content: bytes) -> str | None: ...
