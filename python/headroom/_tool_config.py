"""What is sent of the schemas of an agent's tools."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal, get_args

from headroom._checks import names, require_int
from headroom._exceptions import ConfigurationError

__all__ = ["ToolSchemas"]

Mode = Literal["lossless", "on_demand", "off"]


@dataclass(frozen=True)
class ToolSchemas:
    """What agno's wrapped models are sent of the schemas of their tools.

    Args:
        mode: ``"off"`` sends schemas as they are. ``"lossless"`` leaves out what carries nothing, such as the
            indentation of docstrings and titles that repeat a name; a small model was measured to call tools a little
            worse then. ``"on_demand"`` also tells tools in short, with a tool ``describe_tool`` that gives the whole of
            them.
        keep: tools that are never told in short, by name or by a pattern as `fnmatch` takes them.
        least_tokens: tools that take fewer tokens than this in all are not told in short, at least 0.

    Raises:
        ConfigurationError: a value has the wrong type or is out of range.
    """

    mode: Mode = "off"
    keep: tuple[str, ...] = ()
    least_tokens: int = 4000

    if TYPE_CHECKING:  # names are given as a list, too, and always read as a tuple

        def __init__(
            self, mode: Mode = ..., keep: tuple[str, ...] | list[str] = ..., least_tokens: int = ...
        ) -> None: ...

    def __post_init__(self) -> None:
        if self.mode not in get_args(Mode):
            raise ConfigurationError(f"ToolSchemas.mode is one of {', '.join(get_args(Mode))}, not {self.mode!r}")
        object.__setattr__(self, "keep", names(self, "keep"))
        require_int(self, "least_tokens", least=0)

    def keeps(self, tool: str) -> bool:
        """Whether a tool of this name is never told in short."""
        return any(fnmatchcase(tool, pattern) for pattern in self.keep)
