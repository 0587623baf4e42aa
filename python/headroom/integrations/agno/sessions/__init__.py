"""Agno's sessions on disk: large texts of their runs written once, compressed, and read back as they were."""

from __future__ import annotations

from .database import HeadroomDb
from .moved import Moved

__all__ = ["HeadroomDb", "Moved"]
