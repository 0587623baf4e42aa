"""Settings of what runs as a service, by environment variables: a gateway's hook, the server."""

from __future__ import annotations

from collections.abc import Mapping

from headroom._config import (
    CrushLevel,
    HeadroomConfig,
    HeadroomMode,
    RollingWindowConfig,
    SmartCrusherConfig,
    WindowPolicy,
)
from headroom._exceptions import ConfigurationError
from headroom._view_config import ViewConfig

__all__ = ["config_from"]

_USERS_WORDS = "user"
"""A service does not know what its clients ask for: what users say goes out as they said it, unless told otherwise."""


def config_from(environment: Mapping[str, str]) -> HeadroomConfig:
    """Read the settings.

    Args:
        environment: variables by name. Read are ``HEADROOM_MODE`` (audit, simulate, optimize), ``HEADROOM_LEVEL``
            (auto, plain, default, compact), ``HEADROOM_WINDOW`` (drop_turns, mask_results, off), and, with commas
            between, ``HEADROOM_EXCLUDE_TOOLS`` and ``HEADROOM_EXCLUDE_ROLES`` (``user`` where it is not set);
            ``HEADROOM_VIEWS`` (on, off).

    Raises:
        ConfigurationError: one of them has a wrong value; the text says what is allowed.
    """
    try:
        return _read(environment)
    except ConfigurationError as wrong:
        raise ConfigurationError(f"an environment variable HEADROOM_...: {wrong}") from None


def _read(environment: Mapping[str, str]) -> HeadroomConfig:
    crusher = SmartCrusherConfig(
        exclude_tools=_names(environment.get("HEADROOM_EXCLUDE_TOOLS", "")),
        exclude_roles=_names(environment.get("HEADROOM_EXCLUDE_ROLES", _USERS_WORDS)),
        level=environment.get("HEADROOM_LEVEL") or CrushLevel.AUTO,
    )
    return HeadroomConfig(
        default_mode=environment.get("HEADROOM_MODE") or HeadroomMode.OPTIMIZE,
        smart_crusher=crusher,
        rolling_window=_window(environment.get("HEADROOM_WINDOW") or WindowPolicy.DROP_TURNS),
        views=_views(environment.get("HEADROOM_VIEWS")),
    )


def _window(policy: str) -> RollingWindowConfig:
    return RollingWindowConfig(enabled=False) if policy.lower() == "off" else RollingWindowConfig(policy=policy)


def _views(said: str | None) -> ViewConfig:
    if not said:
        return ViewConfig()
    if said.lower() not in ("on", "off"):
        raise ConfigurationError(f"HEADROOM_VIEWS is 'on' or 'off', not {said!r}")
    return ViewConfig(enabled=said.lower() == "on")


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())
