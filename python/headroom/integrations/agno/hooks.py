"""Agent and team hooks that watch: what comes in, and what a run really used.

Hooks never change anything: agno stores what a pre-hook leaves in the run's input.
They are plain objects with a synchronous ``__call__``, because agno refuses coroutines
in ``run()`` and calls both kinds in ``arun()``.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from concurrent.futures import Future, wait
from typing import Any

from headroom._account.ledger import SavingsLedger
from headroom._account.record import OptimizationMetrics
from headroom._arguments import check_model
from headroom._config import HeadroomConfig, HeadroomMode
from headroom._exceptions import ConfigurationError
from headroom._locks import new_lock
from headroom._models.price import given_prices
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._planning.rows import Row
from headroom._planning.shape import ROWS
from headroom._planning.workers import is_large, workers

from .inputs import messages_of
from .messages import rows_of
from .run_notes import mode_on, saved_on, total
from .terms import terms_of
from .usage import RunUsage, usage_of_run

__all__ = ["HeadroomPostHook", "HeadroomPreHook", "HookMetrics", "create_headroom_hooks"]

logger = logging.getLogger(__name__)

_HISTORY = 100
_INPUT_SUMS = (
    "total_requests",
    "tokens_saved",
    "total_tokens_saved",
    "average_savings_percent",
    "projected_cost_saved",
)
_NOTHING_SAVED: dict[str, float | None] = {
    "tokens_saved": 0,
    "projected_cost_saved": None,
    "real_cost": None,
    "projected_real_cost_saved": None,
}
HookMetrics = OptimizationMetrics
"""The input of one run, and what a wrapped model would save on it."""

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class _Observer:
    """What agno needs of a hook object: a name to log, and copies that are the hook itself."""

    def __init__(self) -> None:
        self.__name__ = type(self).__name__
        self._lock = new_lock()

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self


class HeadroomPreHook(_Observer):
    """Count every run's input and what Headroom would save on it, changing nothing.

    Args:
        config: Headroom's configuration; None means the defaults.
        model: Id of the model to count tokens for.

    Raises:
        ConfigurationError: If ``config`` is no ``HeadroomConfig``.
        ValidationError: If ``model`` is no id.
    """

    def __init__(self, config: HeadroomConfig | None = None, model: str = "gpt-4o") -> None:
        super().__init__()
        check_model(model)
        self.config = config or HeadroomConfig()
        self.model = model
        self._engine = Engine(self.config)
        self._prices = given_prices(self.config.model_prices)
        self._ledger = SavingsLedger()
        self._pending: list[Future[None]] = []

    def __call__(self, run_input: Any, **kwargs: Any) -> Any:
        """Record one input. Agno calls this before a run.

        Args:
            run_input: Agno's ``RunInput``, or the input itself.
            **kwargs: Whatever else agno hands to hooks; that there is a ``team`` matters.

        Returns:
            ``run_input``, unchanged.
        """
        try:
            rows = rows_of(messages_of(run_input, of_team="team" in kwargs))
            if _would_block(rows):
                submitted = workers().submit(self._record, rows)
                with self._lock:
                    self._pending = [*(one for one in self._pending if not one.done()), submitted]
            else:
                self._record(rows)
        except Exception:
            logger.warning("HeadroomPreHook could not count an input", exc_info=True)
        return run_input

    @property
    def metrics_history(self) -> list[OptimizationMetrics]:
        """The last 100 inputs, oldest first."""
        return self._settled().history

    @property
    def tokens_saved(self) -> int:
        """Tokens Headroom would have saved on all inputs so far."""
        return self._settled().tokens_saved

    @property
    def total_tokens_saved(self) -> int:
        """The same as ``tokens_saved``."""
        return self.tokens_saved

    def get_savings_summary(self) -> dict[str, Any]:
        """Sum up every input so far, not only those still in the history.

        Returns:
            ``total_requests``, ``tokens_saved`` (also as ``total_tokens_saved``), ``average_savings_percent``
            (the mean over inputs, 0 to 100) and ``projected_cost_saved`` (USD; None without a price).
        """
        summary = self._settled().summary().as_dict()
        return {name: value for name, value in summary.items() if name in _INPUT_SUMS}

    def reset(self) -> None:
        """Forget everything that was recorded."""
        self._settled().reset()

    def _settled(self) -> SavingsLedger:
        """The totals, once the inputs that are still being counted on a thread are in them."""
        wait(self._pending)
        return self._ledger

    def _record(self, rows: list[Row]) -> None:
        sent = self._engine.send(rows, ROWS, Ask(self.model))
        self._ledger.record(OptimizationMetrics.of(sent, self.model, terms_of(self.model, self._prices)))


class HeadroomPostHook(_Observer):
    """Add up the tokens runs really used, and say when one used too many.

    Args:
        log_level: Level of the line logged per run, e.g. ``"INFO"``.
        token_alert_threshold: Tokens a run may use before it is an alert; None: never.

    Raises:
        ConfigurationError: If the level is unknown or the threshold no positive number.
    """

    def __init__(self, log_level: str = "INFO", token_alert_threshold: int | None = None) -> None:
        super().__init__()
        if log_level not in _LEVELS:
            raise ConfigurationError(f"log_level must be one of {', '.join(_LEVELS)}, not {log_level!r}")
        if token_alert_threshold is not None and (type(token_alert_threshold) is not int or token_alert_threshold <= 0):
            raise ConfigurationError(f"token_alert_threshold must be a positive number, not {token_alert_threshold!r}")
        self.log_level = log_level
        self.token_alert_threshold = token_alert_threshold
        self.reset()

    def __call__(self, run_output: Any, **kwargs: Any) -> Any:
        """Record one run. Agno calls this after a run.

        Args:
            run_output: Agno's ``RunOutput`` or ``TeamRunOutput``.
            **kwargs: Whatever else agno hands to hooks; not needed.

        Returns:
            ``run_output``, unchanged.
        """
        try:
            self._record(usage_of_run(run_output), saved_on(run_output), mode_on(run_output))
        except Exception:
            logger.warning("HeadroomPostHook could not read a run's usage", exc_info=True)
        return run_output

    def _record(self, usage: RunUsage, saved: dict[str, Any], mode: str | None) -> None:
        alert = self._alert(usage)
        with self._lock:
            self._saved.update({name: total((so_far, saved.get(name))) for name, so_far in self._saved.items()})
            self._requests += 1
            self._tokens += usage.total_tokens
            if alert is not None:
                self._alerts.append(alert)
                self._alerted += 1
        logger.log(
            logging.getLevelName(self.log_level),
            "run used %d tokens (%d in, %d out)%s",
            usage.total_tokens,
            usage.input_tokens,
            usage.output_tokens,
            _savings_in_words(saved, mode),
        )
        if alert is not None:
            logger.warning(alert)

    @property
    def total_requests(self) -> int:
        """Runs so far."""
        with self._lock:
            return self._requests

    @property
    def alerts(self) -> list[str]:
        """One line per run that used more than the threshold, the last 100."""
        with self._lock:
            return list(self._alerts)

    def get_summary(self) -> dict[str, Any]:
        """Sum up every run so far.

        Returns:
            ``total_requests``, ``total_tokens`` (as the providers reported them),
            ``average_tokens`` per run and ``alerts``, their number. From the notes of
            wrapped models also ``tokens_saved``, and in USD ``projected_cost_saved``,
            ``real_cost`` and ``projected_real_cost_saved``, as in
            ``HeadroomAgnoModel.get_savings_summary``; None where no run noted one.
        """
        with self._lock:
            return {
                "total_requests": self._requests,
                "total_tokens": self._tokens,
                "average_tokens": self._tokens / self._requests if self._requests else 0.0,
                "alerts": self._alerted,
                **(self._saved if self._requests else dict.fromkeys(self._saved, 0)),
            }

    def reset(self) -> None:
        """Forget everything that was recorded."""
        with self._lock:
            self._requests = 0
            self._tokens = 0
            self._alerted = 0
            self._saved: dict[str, float | None] = {**_NOTHING_SAVED}
            self._alerts: deque[str] = deque(maxlen=_HISTORY)

    def _alert(self, usage: RunUsage) -> str | None:
        if self.token_alert_threshold is None or usage.total_tokens <= self.token_alert_threshold:
            return None
        return f"Token alert: {usage.total_tokens} tokens exceed the threshold of {self.token_alert_threshold}"


def create_headroom_hooks(
    config: HeadroomConfig | None = None,
    model: str = "gpt-4o",
    log_level: str = "INFO",
    token_alert_threshold: int | None = None,
) -> tuple[HeadroomPreHook, HeadroomPostHook]:
    """Make a pair of hooks for ``Agent(pre_hooks=[pre], post_hooks=[post])``, or a team.

    Args:
        config: Headroom's configuration; None means the defaults.
        model: Id of the model to count inputs for.
        log_level: Level of the line logged per run.
        token_alert_threshold: Tokens a run may use before it is an alert; None: never.

    Returns:
        The pre-hook and the post-hook.

    Raises:
        ConfigurationError: If a setting has a wrong value.
        ValidationError: If ``model`` is no id.
    """
    return HeadroomPreHook(config, model), HeadroomPostHook(log_level, token_alert_threshold)


def _savings_in_words(saved: dict[str, Any], mode: str | None) -> str:
    """What a run's line says of savings; nothing where no wrapped model took part, or it only counted."""
    if not saved.get("tokens_before") or mode == HeadroomMode.AUDIT.value:
        return ""
    percent = 100 * saved["tokens_saved"] / saved["tokens_before"]
    verb = "saved" if mode == HeadroomMode.OPTIMIZE.value else "would have saved"
    return f", Headroom {verb} {saved['tokens_saved']} of {saved['tokens_before']} ({percent:.0f} %)"


def _would_block(rows: list[Row]) -> bool:
    """Whether these rows are large and an event loop would wait for them: agno calls hooks on the loop."""
    if not is_large(rows):
        return False
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
