"""Whether what `expand` gives back says what was given."""

from headroom import CompressionError, SmartCrusher, SmartCrusherConfig, expand
from tests.laws.values import value_of

_LEVELS = [SmartCrusher(SmartCrusherConfig(compact=compact)) for compact in (False, True)]


def means(expanded: str, given: str) -> bool:
    """Whether it is what was given: that text, or the same value, JSON or a repr, spelled otherwise.

    Other texts come back with the values in them as rewriting each text alone spells them; that this loses nothing is
    tested there.
    """
    if expanded in (given, alone(given)):
        return True
    try:
        return bool(value_of(expanded) == value_of(given))
    except ValueError:
        return any(expanded == alone(crusher.crush(given).compressed) for crusher in _LEVELS)


def alone(text: str) -> str | None:
    """What a text says without any messages; None where it makes no sense alone."""
    try:
        return expand(text)
    except CompressionError:
        return None
