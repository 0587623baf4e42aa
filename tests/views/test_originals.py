"""Nothing is left out that cannot be had again: what stores that fail mean for what is sent."""

import logging

import pytest

from headroom import CompressionError, HeadroomConfig, ViewConfig, _core, aretrieve, expand, retrieve
from headroom.stores import MemoryStore, Store
from tests.views.results import asked, orders, sent

MESSAGES = asked("Which failed?", orders())
WHOLE = sent(MESSAGES, HeadroomConfig())


class Forgetting(Store):
    """Keeps nothing, as a disk that is full."""

    def get(self, key: str) -> str | None:
        return None

    def put(self, key: str, text: str) -> None:
        pass

    def expire(self) -> int:
        return 0


class Failing(Forgetting):
    """Raises, though a store should not."""

    def put(self, key: str, text: str) -> None:
        raise OSError("no such server")


class FailingLater(MemoryStore):
    """Raises when it is asked."""

    is_down = False

    def get(self, key: str) -> str | None:
        if self.is_down:
            raise OSError("no such server")
        return super().get(key)


def kept_in(store: Store) -> HeadroomConfig:
    return HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=200, store=store))


def test_what_cannot_be_kept_is_sent_as_a_whole():
    assert sent(MESSAGES, kept_in(Forgetting())) == WHOLE


def test_a_store_that_fails_costs_views_and_nothing_else(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING, "headroom"):
        assert sent(MESSAGES, kept_in(Failing())) == WHOLE
    assert "no such server" in caplog.text


async def test_a_store_that_fails_is_no_exception_where_it_is_waited_for():
    store = FailingLater()
    address = _core.address_in(sent(MESSAGES, kept_in(store)))
    assert address
    store.is_down = True
    assert "nothing is kept here" in await aretrieve(address, config=kept_in(store))


def test_a_store_that_fails_later_is_answered_from_the_conversation():
    store = FailingLater()
    config = kept_in(store)
    address = _core.address_in(sent(MESSAGES, config))
    assert address
    store.is_down = True
    assert "lines 3-5 of 202" in retrieve(address, lines="3-5", messages=MESSAGES, config=config)
    assert "nothing is kept here" in retrieve(address, lines="3-5", config=config)


def test_what_the_store_does_not_hold_is_not_expanded():
    store = MemoryStore()
    view = sent(MESSAGES, kept_in(store), scope="here")
    assert expand(view, store=store, scope="here") == orders()
    for other in (expand, lambda text: expand(text, store=MemoryStore()), lambda text: expand(text, store=store)):
        with pytest.raises(CompressionError, match="not in the store, or not of this scope"):
            other(view)


def test_another_process_with_the_secret_finds_the_same_address():
    secret = b"sixteen bytes or more"
    config = HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=200, secret=secret))
    view = sent(MESSAGES, config, scope="ada/1")
    assert _core.address_in(view) == _core.address(secret, "ada/1", orders())
    assert _core.address_in(view) != _core.address_in(sent(MESSAGES, kept_in(MemoryStore()), scope="ada/1"))


def test_what_an_open_conversation_shows_an_address_of_stays():
    store = MemoryStore(max_bytes=60_000)
    config = kept_in(store)
    view = sent(MESSAGES, config)
    for number in range(20):
        sent(asked(f"{number}?", orders(150).replace("R-", f"R{number}-")), config)
    assert expand(view, store=store) == orders()
