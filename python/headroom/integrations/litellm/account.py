"""The account of a gateway: what was saved by key, by team and by model, in a bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom._account.bill import Caching, Terms, Tokens
from headroom._account.book import Book, summed_up
from headroom._account.record import OptimizationMetrics
from headroom._account.savings import AccountSavings, SavingsSummary
from headroom._account.shown import shown
from headroom._account.summary import AccountSummary, Summary, sums_of
from headroom._account.usage import reported_tokens, tokens_by_kind
from headroom._locks import new_lock
from headroom._models.price import known_price

from .requests import mapping

if TYPE_CHECKING:
    from headroom._models.by_model import ByModel
    from headroom._models.price import ModelPrice
    from headroom._planning.sent import Sent

    from .requests import Request

__all__ = ["GatewayAccount", "GatewaySavings", "Report", "terms_of"]

_MOST_PLANNED = 10_000
"""Requests on their way; of more, those planned longest ago are not accounted for."""
_MOST_KEYS = 1000
_MOST_MODELS = 100


class GatewaySavings(AccountSavings):
    """All requests of a gateway summed up: also by key and by team. ``None`` is who had none, or was too long ago."""

    extra_requests: int
    """Of the requests, those that were made to answer what models retrieved."""
    keys: dict[str | None, SavingsSummary]
    teams: dict[str | None, SavingsSummary]


class Report(NamedTuple):
    """What LiteLLM says of a request that a model has answered."""

    key: str | None
    """The key's alias, or its hash; never the key."""
    team: str | None
    """The team's alias, or its id."""
    billed: Tokens | None
    """Input tokens by how they are billed, if the provider reported any."""
    hour: bool
    """Whether some were written to a cache for an hour."""

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Report:
        """Read it from the arguments of a success event, where LiteLLM has put all providers' usage in one form."""
        logged = mapping(mapping(event.get("standard_logging_object")).get("metadata"))
        usage = mapping(logged.get("usage_object"))
        details = mapping(usage.get("prompt_tokens_details"))
        written = details.get("cache_creation_tokens") or usage.get("cache_creation_input_tokens")
        figures = (usage.get("prompt_tokens"), details.get("cached_tokens"), written)
        kept = mapping(details.get("cache_creation_token_details"))
        return cls(
            logged.get("user_api_key_alias") or logged.get("user_api_key_hash"),
            logged.get("user_api_key_team_alias") or logged.get("user_api_key_team_id"),
            tokens_by_kind(*map(reported_tokens, figures), apart=False),
            bool(reported_tokens(kept.get("ephemeral_1h_input_tokens"))),
        )


class _Planned(NamedTuple):
    metrics: OptimizationMetrics
    terms: Terms
    is_extra: bool


class GatewayAccount:
    """Running totals over every request that a model has answered; exact under threads and concurrent requests."""

    def __init__(self, *, applied: bool) -> None:
        """Open an account; `applied` is whether what is planned is sent, rather than the original."""
        self._applied = applied
        self._lock = new_lock()
        self._planned: OrderedDict[str, _Planned] = OrderedDict()
        self._models, self._keys, self._teams = Book(_MOST_MODELS), Book(_MOST_KEYS), Book(_MOST_KEYS)
        self._faults = self._extra = 0

    def planned(self, call_id: str, sent: Sent, model: str, terms: Terms, *, is_extra: bool = False) -> None:
        """Take in what is sent of a request, in place of what an earlier attempt sent.

        Without Headroom one that `is_extra` would not be made: all that it takes is a cost.
        """
        if is_extra:
            sent = sent._replace(tokens_before=0, cached_before=0)
        planned = _Planned(OptimizationMetrics.of(sent, model, terms, applied=self._applied), terms, is_extra)
        with self._lock:
            self._planned.pop(call_id, None)
            self._planned[call_id] = planned
            if len(self._planned) > _MOST_PLANNED:
                self._planned.popitem(last=False)

    def answered(self, call_id: str, report: Report) -> None:
        """Record a request that was planned, once."""
        with self._lock:
            planned = self._planned.pop(call_id, None)
        if planned is None:
            return
        metrics, terms = planned.metrics, planned.terms._replace(hour=report.hour)
        if report.billed is not None:
            metrics = metrics.settled(report.billed, terms, applied=self._applied)
        sums = sums_of(metrics)
        with self._lock:
            self._extra += planned.is_extra
            self._models.add(metrics.model, sums)
            self._keys.add(report.key, sums)
            self._teams.add(report.team, sums)

    def record_faults(self, count: int) -> None:
        """Add to the texts and requests that went out as they were for a fault."""
        if count:
            with self._lock:
                self._faults += count

    def reading(self) -> tuple[int, AccountSummary]:
        """Sum up every request by model, since the account was opened: the number stays."""
        with self._lock:
            total, faults, models = self._models.total(), self._faults, list(self._models.items())
        return 0, AccountSummary(Summary(*total), faults, summed_up(models), {})

    def summary(self) -> GatewaySavings:
        """Sum up every request."""
        with self._lock:
            total, faults, extra = self._models.total(), self._faults, self._extra
            models, keys, teams = (list(book.items()) for book in (self._models, self._keys, self._teams))
        savings: GatewaySavings = {
            **AccountSummary(Summary(*total), faults, summed_up(models), {}).as_dict(),
            "extra_requests": extra,
            "keys": {key: summary.as_dict() for key, summary in summed_up(keys).items()},
            "teams": {team: summary.as_dict() for team, summary in summed_up(teams).items()},
        }
        return shown(savings)


def terms_of(request: Request, prices: ByModel[ModelPrice]) -> Terms:
    """Find out what a request is billed by: its price, and whether all of it is to be cached."""
    price = known_price(request.model, request.service, prices)
    if price is None:
        return Terms()
    whole = price.automatic or bool(request.fields.get("cache_control"))
    return Terms(price, Caching.WHOLE if whole else Caching.OFF)
