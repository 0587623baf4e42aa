"""What every wrapped client and hook carries for Headroom: settings, the engine, and the account."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom._account.calibration import Calibrations
from headroom._account.ledger import SavingsLedger
from headroom._config import HeadroomConfig, HeadroomMode
from headroom._exceptions import ValidationError
from headroom._models.price import given_prices
from headroom._planning.engine import Engine
from headroom.integrations._of_agno import refuse_settings_of_agno

if TYPE_CHECKING:
    from headroom._account.record import OptimizationMetrics
    from headroom._account.savings import AccountSavings
    from headroom._planning.ask import Ask
    from headroom._planning.sent import Sent
    from headroom._planning.shape import Shape

__all__ = ["Accounted", "Layer", "Planned"]


class Planned(NamedTuple):
    """A request to plan."""

    messages: list[Any]
    shape: Shape[Any]
    ask: Ask


class Layer:
    """What requests are planned with, and the one account that they go into. Safe to share between threads.

    Attributes:
        config: the settings.
        scope: whose conversations they are.
        applies: whether what is planned is sent, rather than the original.
        engine: what plans them.
        ledger: what was saved.
        calibrations: what the providers' reports have taught.
        prices: those that the settings give.
    """

    def __init__(self, config: HeadroomConfig | None = None, scope: str = "") -> None:
        """Take the settings; ``None`` means the defaults.

        Raises:
            ConfigurationError: `config` is something else, or has a setting that is agno's models' alone.
            ValidationError: `scope` is no text.
        """
        if not isinstance(scope, str):
            raise ValidationError(f"scope is a text that names whose conversation it is, not {type(scope).__name__}")
        self.engine = Engine(config)
        self.config = self.engine.config
        refuse_settings_of_agno(self.config, "a client or a hook")
        self.scope = scope
        self.applies = self.config.default_mode is HeadroomMode.OPTIMIZE
        self.ledger = SavingsLedger()
        self.calibrations = Calibrations()
        self.prices = given_prices(self.config.model_prices)

    def failed(self, fault: Exception) -> None:
        """Count and log a fault in reading a request, which goes out as it is.

        Raises:
            HeadroomError: under ``strict``, the fault.
        """
        self.ledger.record_faults(self.engine.unchanged([], fault).faults)

    def send(self, given: list[Any], describe: Callable[[], Planned]) -> Sent:
        """Plan a request; on a fault, one in `describe` too, `given` is what is sent.

        Raises:
            HeadroomError: under ``strict`` only.
        """
        try:
            return self.engine.send(*describe())
        except Exception as fault:
            return self.engine.unchanged(given, fault)

    async def asend(self, given: list[Any], describe: Callable[[], Planned]) -> Sent:
        """`send`, off the event loop when there is much to plan."""
        try:
            return await self.engine.asend(*describe())
        except Exception as fault:
            return self.engine.unchanged(given, fault)


class Accounted:
    """Something that keeps an account of what it has sent."""

    _headroom: Layer

    @property
    def tokens_saved(self) -> int:
        """Tokens saved by every request so far."""
        return self._headroom.ledger.tokens_saved

    @property
    def metrics_history(self) -> list[OptimizationMetrics]:
        """The last 100 requests, oldest first."""
        return self._headroom.ledger.history

    def get_savings_summary(self) -> AccountSavings:
        """Sum up every request so far: the figures that docs/bill.md explains, of all requests and by ``models``."""
        return self._headroom.ledger.summary().as_dict()

    def reset(self) -> None:
        """Forget all savings recorded so far."""
        self._headroom.ledger.reset()
