"""`HeadroomDb`: an agno database whose runs keep their large texts apart, each once and compressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agno.db.base import AsyncBaseDb, BaseDb

from headroom._exceptions import ConfigurationError
from headroom.integrations.agno.databases import AsSubclass, subclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from .moved import Moved
    from .transactions import Transactions

__all__ = ["HeadroomDb"]

_KINDS = ("SqliteDb", "AsyncSqliteDb", "PostgresDb", "AsyncPostgresDb")
_PACKAGES = ("agno.db.sqlite", "agno.db.postgres", "agno.db.async_postgres")
_SMALLEST, _LEAST = 1024, 256


class HeadroomDb(AsSubclass):
    """Agno's SQLite or PostgreSQL database, with large texts of stored runs written once and compressed.

    ``Agent(db=HeadroomDb(SqliteDb(db_file="agno.db")), ...)``, or a team's, a workflow's, AgentOS's. The object is a
    ``SqliteDb`` in every respect and works on the same connections; the one given goes on as it was.

    A string of ``smallest`` characters or more within a session's runs, wherever it stands, is written to a table
    beside agno's own, once for the session however often it recurs, and a readable mark stands in its place. Row and
    texts are one transaction. Whatever reads through this object reads what was written, to the letter; rows that hold
    no marks are read and go on as they are, so that an existing database can be taken over at any time.

    Three methods work on what is stored already, and are awaited where the database is: ``compact(progress=None)``
    writes all runs so, ``restore(progress=None)`` writes them as agno does, and ``collect()`` deletes texts that no
    run names any more and gives how many they were. Sessions may be read and written meanwhile, and what was done
    before one was interrupted is done. The first two call ``progress`` behind every few rows, and give a ``Moved``.
    """

    _headroom_transactions: Transactions

    def __new__(cls, db: Any = None, smallest: int = _SMALLEST) -> Any:
        """Make a database of an Agno database.

        Args:
            db: Agno's ``SqliteDb``, ``PostgresDb``, ``AsyncSqliteDb`` or ``AsyncPostgresDb``, also as another of
                Headroom's. One of this class is returned as it is.
            smallest: How many characters the smallest string has that is kept apart; at least 256.

        Raises:
            ConfigurationError: If it is none of these, or ``smallest`` is out of range.
            ModuleNotFoundError: If zstandard (the extra ``db``) is not installed.
        """
        if isinstance(db, HeadroomDb):
            return db
        if not isinstance(db, BaseDb | AsyncBaseDb) or not any(map(_is_supported, type(db).__mro__)):
            raise ConfigurationError(f"HeadroomDb takes agno's {', '.join(_KINDS)}, not {type(db).__name__}")
        if isinstance(smallest, bool) or not isinstance(smallest, int) or smallest < _LEAST:
            raise ConfigurationError(f"smallest must be a whole number of at least {_LEAST}, not {smallest!r}")
        from .transactions import Transactions  # what it stands on is installed where these databases are

        transactions = Transactions(db, smallest)
        made = object.__new__(subclass(_AsyncSessions if isinstance(db, AsyncBaseDb) else _Sessions, type(db)))
        made.__dict__ = {**transactions.state_of(db), "_headroom_transactions": transactions}
        return made


class _Sessions(HeadroomDb):
    """What differs of a database that answers at once."""

    def compact(self, progress: Callable[[Moved], object] | None = None) -> Moved:
        """Keep the large texts apart of all runs that are stored."""
        return self._migrated(progress, compacting=True)

    def restore(self, progress: Callable[[Moved], object] | None = None) -> Moved:
        """Write all runs as agno does, and delete what was kept apart."""
        moved = self._migrated(progress, compacting=False)
        self.collect()
        return moved

    def collect(self) -> int:
        """Delete the texts that no stored run names any more."""
        work = self._headroom_transactions.collection(self._tables())
        while self._in_transaction(work.step):
            pass
        return work.deleted

    def _migrated(self, progress: Callable[[Moved], object] | None, *, compacting: bool) -> Moved:
        work = self._headroom_transactions.migration(self._tables(), compacting=compacting)
        while self._in_transaction(work.step):
            if progress is not None:
                progress(work.moved)
        return work.moved

    def _in_transaction(self, step: Callable[[Any], bool]) -> bool:
        with self.Session() as session, session.begin():
            return step(session)

    def _tables(self) -> list[Any]:
        get = super()._get_table
        return [get("sessions"), *([get("runs")] if _keeps_runs(self) else [])]

    def _get_table(self, table_type: str, *args: Any, **kwargs: Any) -> Any:
        return self._headroom_transactions.copied(super()._get_table(table_type, *args, **kwargs), table_type)


class _AsyncSessions(HeadroomDb):
    """What differs of a database that is awaited."""

    async def compact(self, progress: Callable[[Moved], object] | None = None) -> Moved:
        """Keep the large texts apart of all runs that are stored."""
        return await self._migrated(progress, compacting=True)

    async def restore(self, progress: Callable[[Moved], object] | None = None) -> Moved:
        """Write all runs as agno does, and delete what was kept apart."""
        moved = await self._migrated(progress, compacting=False)
        await self.collect()
        return moved

    async def collect(self) -> int:
        """Delete the texts that no stored run names any more."""
        work = self._headroom_transactions.collection(await self._tables())
        while await self._in_transaction(work.step):
            pass
        return work.deleted

    async def _migrated(self, progress: Callable[[Moved], object] | None, *, compacting: bool) -> Moved:
        work = self._headroom_transactions.migration(await self._tables(), compacting=compacting)
        while await self._in_transaction(work.step):
            if progress is not None:
                progress(work.moved)
        return work.moved

    async def _in_transaction(self, step: Callable[[Any], bool]) -> bool:
        async with self.async_session_factory() as session, session.begin():
            return bool(await session.run_sync(step))

    async def _tables(self) -> list[Any]:
        get = super()._get_table
        return [await get("sessions"), *([await get("runs")] if _keeps_runs(self) else [])]

    async def _get_table(self, table_type: str, *args: Any, **kwargs: Any) -> Any:
        table = await super()._get_table(table_type, *args, **kwargs)
        return self._headroom_transactions.copied(table, table_type)


def _is_supported(kind: type) -> bool:
    return kind.__name__ in _KINDS and kind.__module__.startswith(_PACKAGES)


def _keeps_runs(db: Any) -> bool:
    """Whether this agno has a table of runs."""
    return hasattr(db, "runs_table_name")
