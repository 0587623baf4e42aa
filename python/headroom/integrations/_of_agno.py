"""Settings that agno's wrapped models alone honour, refused where they would silently do nothing."""

from __future__ import annotations

from headroom._config import HeadroomConfig
from headroom._exceptions import ConfigurationError

__all__ = ["refuse_settings_of_agno"]

_OF_AGNO = {
    "budget": "hold a budget",
    "report_dir": "keep pages of sessions",
    "cache_breakpoints": "place cache breakpoints",
}
"""What those models do by each."""
_DEFAULTS = HeadroomConfig()


def refuse_settings_of_agno(config: HeadroomConfig, who: str) -> None:
    """Refuse settings that only agno's wrapped models honour.

    Args:
        config: the settings.
        who: what was given them, such as ``a gateway``.

    Raises:
        ConfigurationError: one of them is not its default.
    """
    for setting, done in _OF_AGNO.items():
        if getattr(config, setting) != getattr(_DEFAULTS, setting):
            raise ConfigurationError(f"{who} knows of no runs: agno's wrapped models alone {done} ({setting})")
