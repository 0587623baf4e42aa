"""An agno agent over real-looking tool results, and what was sent of them: what `headroom demo` shows.

It needs no key and no network: a scripted model stands in for a provider, unless another is given.
"""

from .talk import Call, Demonstration, demonstrate

__all__ = ["Call", "Demonstration", "demonstrate"]
