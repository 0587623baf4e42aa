"""What agno asks a model for itself, and which of these calls are compressed: the setting ``include``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headroom._exceptions import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from types import FrameType

__all__ = ["INCLUDABLE", "SUMMARY", "included", "kind_of_call"]

SUMMARY = "summary"
_PACKAGES = {
    "agno.memory.": "memory",
    "agno.session.": SUMMARY,
    "agno.compaction.": "compaction",
    "agno.compression.": "compression",
    "agno.culture.": "culture",
    "agno.learn.": "learning",
    # Its answer says where to cut, in characters of the text as it stands.
    "agno.knowledge.chunking.": "chunking",
}
# The one call of the kind that stands among the agent's and the team's own code.
_NAMING, _NAMED = "generate_session_name", "session_name"

INCLUDABLE = (*(kind for kind in _PACKAGES.values() if kind != "chunking"), _NAMED)
"""The kinds of calls that may be compressed: their answers do not depend on how the text is written."""


def included(names: Collection[str]) -> frozenset[str]:
    """Check the kinds of calls that are to be compressed.

    Args:
        names: A tuple, list or set of names in `INCLUDABLE`.

    Raises:
        ConfigurationError: If it is something else, or a name is not known.
    """
    known = f"include takes a tuple of {', '.join(INCLUDABLE)}"
    if not isinstance(names, tuple | list | set | frozenset) or not all(isinstance(name, str) for name in names):
        raise ConfigurationError(f"{known}; not {names!r}")
    if unknown := sorted(set(names) - set(INCLUDABLE)):
        raise ConfigurationError(f"{known}; it does not know {', '.join(map(repr, unknown))}")
    return frozenset(names)


def kind_of_call(callers: Iterable[tuple[str, FrameType]]) -> str | None:
    """Find out what agno asks for, where it asks for itself.

    Args:
        callers: Who calls, from the innermost on: the name of the module, and the frame.

    Returns:
        The kind of the call; None where it is somebody else's.
    """
    return next((kind for module, frame in callers if (kind := _kind(module, frame))), None)


def _kind(module: str, frame: Any) -> str | None:
    if not module.startswith("agno."):
        return None
    if frame.f_code.co_name.endswith(_NAMING):
        return _NAMED
    return next((kind for package, kind in _PACKAGES.items() if module.startswith(package)), None)
