"""The account as counters for Prometheus.

    from prometheus_client import REGISTRY, start_http_server
    from headroom.integrations.prometheus import HeadroomCollector

    REGISTRY.register(HeadroomCollector(model))
    start_http_server(9100)

Names and units follow https://prometheus.io/docs/practices/naming/. What may be negative, such as what was saved, is
no counter: it is the difference of two, which a query takes. Needs prometheus-client 0.16 or later.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

from headroom._extras import not_installed

try:
    from prometheus_client.core import CounterMetricFamily
except ModuleNotFoundError as missing:
    raise not_installed("prometheus-client", "prometheus", "prometheus_client") from missing

from headroom._account.bill import PICODOLLARS
from headroom._account.rising import RisingSums
from headroom._account.summary import NOTHING, Summary, Sums, added
from headroom._exceptions import ConfigurationError
from headroom._locks import new_lock

from ._counters import COUNTERS, FAULTS, Counter

if TYPE_CHECKING:
    from headroom._account.summary import AccountSummary

__all__ = ["HeadroomCollector"]

_OTHER = "other"
"""The label of requests of no model or member, and of those beyond the ones that are told apart."""

_MOST = 100
"""Models, and members, that are told apart."""
_PREFIX, _OF_MEMBERS = "headroom_", "headroom_member_"
_Rows = list[tuple[str, str, Sums]]
"""Sums by mode and label."""


class _Account(Protocol):
    def reading(self) -> tuple[int, AccountSummary]: ...


class _Source(NamedTuple):
    account: _Account
    mode: str
    model_id: str | None = None


class HeadroomCollector:
    """Counters of what Headroom saved, read from the account whenever they are scraped.

    They never fall while the process lives, though the account be reset. Labels are ``mode``, ``model`` (the 100
    first, others under ``other``), of some ``kind``, and of members ``member`` in the place of ``model``: never a
    session, a user or a text. Register one for all models: a second in the same registry is a ``ValueError`` of the
    library's.
    """

    def __init__(self, *sources: Any, members: bool = False) -> None:
        """Take what is to be read.

        Args:
            *sources: wrapped models; agents, teams, workflows and AgentOS, with what is in them whenever they are
                read; hooks of LiteLLM. A model that stands in several is counted once.
            members: also tell the names of agents and teams, in counters of their own.

        Raises:
            ConfigurationError: If there is no source, or ``members`` is no flag.
            ProviderError: If a source is something else.
        """
        if not sources or type(members) is not bool:
            raise ConfigurationError("a collector takes what it reads, and members=True or False")
        self._sources = sources
        self._members = members
        self._lock = new_lock()
        self._by_model, self._by_member = RisingSums(_MOST), RisingSums(_MOST)
        self._faults = RisingSums(_MOST)
        self._read_at: WeakKeyDictionary[_Account, tuple[int, int]] = WeakKeyDictionary()
        self._read()

    def describe(self) -> Iterator[CounterMetricFamily]:
        """Name the counters, so that a registry knows of a second collector; nothing is read."""
        return self._families([], [], [])

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Read the accounts, and give the counters with what they hold."""
        return self._families(*self._read())

    def _read(self) -> tuple[_Rows, _Rows, _Rows]:
        """Read the accounts: the sums by model, by member, and the faults."""
        sources = [found for source in self._sources for found in _sources_in(source)]
        readings = [(source, *source.account.reading()) for source in sources]
        with self._lock:
            for source, epoch, summary in readings:
                self._take_in(source, epoch, summary)
            return _rows(self._by_model), _rows(self._by_member), _rows(self._faults)

    def _take_in(self, source: _Source, epoch: int, summary: AccountSummary) -> None:
        account, mode, model_id = source
        moment = epoch, summary.total.total_requests
        if moment < self._read_at.get(account, moment):
            return  # another scrape began later and was faster
        self._read_at[account] = moment
        if model_id is not None:
            self._by_model.add(mode, model_id, NOTHING)  # so that its first request is a rise
        self._by_model.take_in(account, epoch, mode, summary.models)
        self._by_member.take_in(account, epoch, mode, summary.members)
        self._faults.take_in(account, epoch, mode, {None: (summary.total_faults,)})

    def _families(self, models: _Rows, members: _Rows, faults: _Rows) -> Iterator[CounterMetricFamily]:
        for counter in COUNTERS:
            yield _family(_PREFIX, counter, "model", models)
        for counter in COUNTERS if self._members else ():
            yield _family(_OF_MEMBERS, counter, "member", members)
        family = CounterMetricFamily(f"{_PREFIX}{FAULTS.name}", FAULTS.meaning, labels=("mode",))
        for mode, _, (count,) in faults:
            family.add_metric((mode,), count)
        yield family


def _family(prefix: str, counter: Counter, label: str, rows: _Rows) -> CounterMetricFamily:
    """Make one family of counters, with a sample for each row and kind."""
    kinds = ("kind",) if None not in counter.sums else ()
    family = CounterMetricFamily(f"{prefix}{counter.name}", counter.meaning, labels=("mode", label, *kinds))
    for mode, key, sums in rows:
        summary = Summary(*sums)
        for kind, name in counter.sums.items():
            family.add_metric((mode, key, *filter(None, [kind])), _amount(summary, name))
    return family


def _amount(summary: Summary, name: str) -> float:
    amount: int = getattr(summary, name)
    return amount / PICODOLLARS if "picodollars" in name else amount


def _rows(sums: RisingSums) -> _Rows:
    """Give the sums with labels that can be sent; keys that are spelt alike then are one."""
    rows: dict[tuple[str, str], Sums] = {}
    for mode, key, held in sums.items():
        row = mode, _OTHER if key is None else key.encode("utf-8", "replace").decode()
        rows[row] = added(rows[row], held) if row in rows else held
    return [(mode, label, held) for (mode, label), held in rows.items()]


def _sources_in(source: Any) -> list[_Source]:
    """Find the accounts in what a user hands over.

    Raises:
        ProviderError: there are none of such a thing.
    """
    gateway = sys.modules.get("headroom.integrations.litellm.callback")  # who has a hook has imported it
    if gateway is not None and isinstance(source, gateway.Hook):
        return [_Source(source._account, source.config.default_mode.value)]
    from headroom.integrations.agno.accounts import accounts_in

    return [_Source(*account) for account in accounts_in(source)]
