"""What agno remembers of users: the same told once, in an order that stays. No model is asked."""

from __future__ import annotations

from .database import HeadroomMemoryDb
from .optimization import HeadroomMemoryOptimization

__all__ = ["HeadroomMemoryDb", "HeadroomMemoryOptimization"]
