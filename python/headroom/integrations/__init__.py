"""Headroom inside other frameworks.

This package imports no framework, so it works where none is installed. Each
framework has a subpackage of its own, for example ``headroom.integrations.agno``.
"""

from importlib.util import find_spec

__all__ = ["agno_available"]


def agno_available() -> bool:
    """Say whether Agno can be imported here, without importing it.

    Returns:
        True when ``headroom.integrations.agno`` is usable.
    """
    return find_spec("agno") is not None
