"""What the tools of a paused run wait for in agno before 2.2, which has no requirements yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["ToolRequirement"]


@dataclass(frozen=True)
class ToolRequirement:
    """A tool that waits, as later versions of agno put it.

    Attributes:
        tool_execution: Agno's tool call; what is said is written to it.
    """

    tool_execution: Any

    @property
    def needs_external_execution(self) -> bool:
        """Tell whether the tool runs elsewhere."""
        return bool(self.tool_execution.external_execution_required)

    @property
    def needs_user_input(self) -> bool:
        """Tell whether some of its arguments are to be said."""
        return bool(self.tool_execution.requires_user_input)

    @property
    def user_input_schema(self) -> list[Any]:
        """Give these arguments."""
        return self.tool_execution.user_input_schema or []

    def is_resolved(self) -> bool:
        """Tell whether all has been said."""
        tool = self.tool_execution
        if tool.external_execution_required:
            return tool.result is not None
        if tool.requires_user_input:
            return all(field.value is not None for field in self.user_input_schema)
        return tool.confirmed is not None

    def confirm(self) -> None:
        """Let the tool run."""
        self.tool_execution.confirmed = True

    def reject(self, note: str) -> None:
        """Refuse it."""
        self.tool_execution.confirmed, self.tool_execution.confirmation_note = False, note

    def set_external_execution_result(self, result: str) -> None:
        """Say what it returned."""
        self.tool_execution.result = result

    def provide_user_input(self, values: dict[str, Any]) -> None:
        """Say arguments."""
        for field in self.user_input_schema:
            field.value = values.get(field.name, field.value)
