"""`HeadroomMemoryOptimization`: agno's seam for fewer memories, without a call to a model."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from headroom._exceptions import ConfigurationError
from headroom._tokens import count_tokens

from .merging import merged
from .storable import storable

_HAS_STRATEGIES = find_spec("agno.memory.strategies") is not None

if TYPE_CHECKING or _HAS_STRATEGIES:
    from agno.memory.strategies import MemoryOptimizationStrategy
else:  # agno before 2.3.3

    class MemoryOptimizationStrategy:
        """Nothing that this agno asks."""


if TYPE_CHECKING:
    from agno.db.schemas import UserMemory

__all__ = ["HeadroomMemoryOptimization"]

logger = logging.getLogger("headroom")


class HeadroomMemoryOptimization(MemoryOptimizationStrategy):
    """Make memories that say the same one memory: what a user told stays, word by word, and no model is asked.

    ``manager.optimize_memories(user_id="u", strategy=HeadroomMemoryOptimization())``, or ``aoptimize_memories``. A
    memory goes into another of the same user, agent and team where all of its sentences stand there one after the
    other; the full stop at its end, white space around sentences, and how Unicode composes a letter make no difference.
    The memory that stays has its words as they stand, the id and time of the first of them, and the topics and inputs
    of all. What comes out is in the order in which it was created, and optimizing it again changes nothing.

    Raises:
        ConfigurationError: If this Agno has no such strategies, as 2.3.3 and later have.
    """

    def __init__(self) -> None:
        if not _HAS_STRATEGIES:
            raise ConfigurationError("HeadroomMemoryOptimization needs agno 2.3.3 or later; HeadroomMemoryDb does not")

    def optimize(self, memories: list[UserMemory], model: Any = None) -> list[UserMemory]:
        """Make memories that say the same one memory.

        Args:
            memories: Memories of any users; neither the list nor anything in it is changed.
            model: Agno's; it is not asked.

        Returns:
            As many or fewer. Memories that stay as they are are the very objects; where something goes wrong, all.
        """
        try:
            return [storable(memory) for memory in merged(memories)]
        except Exception:
            logger.warning("Headroom left memories as they are", exc_info=True)
            return list(map(storable, memories))

    async def aoptimize(self, memories: list[UserMemory], model: Any = None) -> list[UserMemory]:
        """Make them one as ``optimize`` does."""
        return self.optimize(memories, model)

    def count_tokens(self, memories: list[UserMemory]) -> int:
        """Count the tokens of all memories, as most models of OpenAI have them, offline."""
        return sum(count_tokens(memory.memory or "").value for memory in memories)
