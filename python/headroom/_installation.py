"""The version, once it is sure that the files of this package are its own.

Another project's distributions bring a package `headroom`, too. Where both were put into one folder, Python would take
modules of either: nothing that this package promises would hold, so that it is not imported.
"""

from __future__ import annotations

import os

from headroom import _core

__all__ = ["__version__"]

_THEIRS = "client.py"
"""A module that all versions of theirs have, and this package has not."""
_OURS = "transforms"
"""A function that this package's extension has. Theirs has the same name."""


def _check(folder: str) -> None:
    """Refuse a folder that holds files of both.

    Raises:
        ImportError: it does; the message names both and says what to do.
    """
    if not hasattr(_core, _OURS):
        raise ImportError(_told(folder, f"the extension {os.path.basename(_core.__file__)} is not this package's"))
    if os.path.exists(os.path.join(folder, _THEIRS)):
        raise ImportError(_told(folder, f"{_THEIRS} is not this package's"))


def _told(folder: str, what: str) -> str:
    from importlib import metadata  # which takes longer to import than the check

    names = sorted(set(metadata.packages_distributions().get("headroom", ())))
    found = ", ".join(f"{name} {metadata.version(name)}" for name in names) or "none that says so"
    return (
        f"files of two projects are mixed in {folder}: of Headroom, context compression for Agno, and of another "
        f"project's package `headroom`, which headroom-ai brings on the package index ({what}; installed: {found}). "
        f"Uninstall them all, delete the folder, and install the one that is meant"
    )


_check(os.path.dirname(__file__))
__version__ = _core.__version__
