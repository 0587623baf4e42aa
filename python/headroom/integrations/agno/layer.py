"""Headroom's own state on a wrapped model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from headroom._account.calibration import Calibrations
from headroom._account.ledger import SavingsLedger
from headroom._config import HeadroomConfig, HeadroomMode
from headroom._models.price import given_prices
from headroom._planning.engine import Engine
from headroom._schemas.known import KnownTools

from .context_features import FeatureWarnings
from .last_request import LastRequests
from .providers import tokenizer_id

if TYPE_CHECKING:
    from agno.models.base import Model

    from headroom._report.live_pages import LiveReports
    from headroom._schemas.sent import SentTools

__all__ = ["Layer"]


class Layer:
    """Everything a wrapped model carries for Headroom, shared by all copies of it.

    Attributes:
        wrapped: The model as the caller gave it.
        config: Headroom's configuration.
        auto_detect_provider: Whether the class may say which tokenizer to use.
        include: The kinds of agno's own calls that are compressed.
        prices: The prices that the configuration gives.
        ledger: What was saved.
        requests: What was sent last.
        last_tools: The tools that were sent last.
        tools: What is sent of the tools of the last runs.
        calibrations: What the provider's reports have taught.
        fingerprint: A digest of the settings that can change what is sent.
        applies: Whether what is planned is sent, rather than the original.
        engine: What plans the requests.
        warnings: What is said of agno's features that work against the wrapper.
        pages: What writes a page of each session; None where none is asked for.
    """

    def __init__(
        self, wrapped: Model, config: HeadroomConfig, auto_detect_provider: bool, include: frozenset[str] = frozenset()
    ) -> None:
        self.wrapped = wrapped
        self.config = config
        self.auto_detect_provider = auto_detect_provider
        self.include = include
        self.prices = given_prices(config.model_prices)
        self.ledger = SavingsLedger()
        self.requests = LastRequests()
        self.last_tools: SentTools | None = None
        self.tools = KnownTools()
        self.calibrations = Calibrations()
        self.fingerprint = "+".join([config.fingerprint(), *sorted(include)])
        self.applies = config.default_mode is HeadroomMode.OPTIMIZE
        self.engine = Engine(config)
        self.warnings = FeatureWarnings()
        self.pages = None if config.report_dir is None else _pages_in(config.report_dir)

    def report_to(self, ledger: SavingsLedger) -> None:
        """Keep the account in one that others report to as well, from the first request on."""
        self.ledger = ledger

    def counted_as(self, model: Model) -> str:
        """Find the id to count tokens with.

        Args:
            model: The wrapped model that is called.

        Returns:
            A model id for the engine.
        """
        return tokenizer_id(model) if self.auto_detect_provider else model.id

    def __copy__(self) -> Layer:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Layer:
        return self

    def __reduce__(self) -> tuple[type[Layer], tuple[Model, HeadroomConfig, bool, frozenset[str]]]:
        return Layer, (self.wrapped, self.config, self.auto_detect_provider, self.include)


def _pages_in(folder: str) -> LiveReports:
    from headroom._report.live_pages import live_reports  # for reports alone

    return live_reports(Path(folder))
