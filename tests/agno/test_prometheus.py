"""Counters over HTTP, as Prometheus scrapes and the official client reads them."""

import json
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

pytest.importorskip("prometheus_client", reason="prometheus-client is not installed")

from agno.agent import Agent
from agno.models.openai import OpenAIChat
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as plain_text
from tests.agno.traced_shop import CANARY, MEMBERS, asked_for, team_at
from tests.provider_stub import Usage, running

from headroom import ConfigurationError, HeadroomConfig, HeadroomMode, ProviderError
from headroom._account.bill import Tokens
from headroom._account.record import OptimizationMetrics
from headroom._extras import how_to_install
from headroom.integrations._counters import COUNTERS
from headroom.integrations.agno import HeadroomAgnoModel, savings_of, wrap_team
from headroom.integrations.prometheus import HeadroomCollector
from headroom.testing import FakeModel

OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
KINDS = ("uncached", "cache_read", "cache_write")
FIGURES = {
    "requests": "total_requests",
    "unpriced_requests": "unpriced_requests",
    "reported_requests": "reported_requests",
    "tokens_before": "tokens_before",
    "tokens_after": "tokens_after",
    "retrievals": "retrievals",
    "retrieved_tokens": "retrieved_tokens",
    "projected_cost_before_usd": "projected_cost_before",
    "projected_cost_after_usd": "projected_cost_after",
    "projected_retrieval_cost_usd": "projected_retrieval_cost",
    "real_cost_usd": "real_cost",
    "projected_real_cost_before_usd": "projected_real_cost_before",
    "real_retrieval_cost_usd": "real_retrieval_cost",
}


@pytest.fixture
def service():
    with running(asked_for) as stub:
        stub.usages = [Usage(300, 200)]
        yield stub


@contextmanager
def endpoint(*sources, **settings):
    """A function that scrapes what a collector serves on this machine."""
    registry = CollectorRegistry()
    registry.register(HeadroomCollector(*sources, **settings))
    server, thread = start_http_server(0, "127.0.0.1", registry)
    url = f"http://127.0.0.1:{server.server_port}/metrics"
    try:
        yield lambda accept="text/plain": urllib.request.urlopen(
            urllib.request.Request(url, headers={"Accept": accept})
        ).read()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def read(scraped, parser=plain_text):
    """Samples by name and labels."""
    families = list(parser(scraped.decode()))
    assert {family.type for family in families} == {"counter"}
    return {(one.name, *sorted(one.labels.items())): one.value for family in families for one in family.samples}


def scraped(*sources, **settings):
    with endpoint(*sources, **settings) as scrape:
        return read(scrape())


def total(samples, name, **labels):
    """What a query would sum up."""
    chosen = [
        value for key, value in samples.items() if key[0] == f"headroom_{name}_total" and labels.items() <= {*key[1:]}
    ]
    assert chosen
    return sum(chosen)


def assert_equal(samples, account, prefix="", **labels):
    for name, figure in FIGURES.items():
        assert total(samples, f"{prefix}{name}", **labels) == pytest.approx(account[figure]), name
    for kind in KINDS:
        assert total(samples, f"{prefix}tokens_after", kind=kind, **labels) == account[f"projected_{kind}_tokens"]
        assert total(samples, f"{prefix}reported_tokens", kind=kind, **labels) == account[f"reported_{kind}_tokens"]


@pytest.mark.parametrize(("accept", "parser"), [("text/plain", plain_text), (OPENMETRICS, openmetrics)])
async def test_a_scrape_is_the_account_of_a_team(service, play, mode, accept, parser):
    team = wrap_team(team_at(service.url))
    with endpoint(team, members=True) as scrape:
        await play(team, "How many orders?", mode)
        samples = read(scrape(accept), parser)

    account = savings_of(team)
    assert account["tokens_saved"] > 0 < account["real_cost"]
    assert_equal(samples, account)
    assert_equal(samples, account["models"]["gpt-4o"], model="gpt-4o", mode="optimize")
    assert_equal(samples, account, "member_")
    for member in ("shop", *MEMBERS):
        assert_equal(samples, account["members"][member], "member_", member=member)
    assert total(samples, "faults") == account["total_faults"] == 0


async def test_nothing_that_anybody_wrote_is_served(service, play):
    team = wrap_team(team_at(service.url))
    with endpoint(team, members=True) as scrape:
        await play(team, f"{CANARY}-question", "run", user_id=f"{CANARY}-user", session_id=f"{CANARY}-session")
        served = [scrape(accept) for accept in ("text/plain", OPENMETRICS)]
    assert CANARY in json.dumps([request["messages"] for request in service.bodies])
    for text in served:
        assert CANARY.encode() not in text
        assert b"get_orders" not in text


def test_names_are_told_where_they_are_asked_for_alone():
    model = HeadroomAgnoModel(FakeModel(["ok"]))
    Agent(name="A private name", model=model, telemetry=False).run("Hi")
    labels = {label for key in scraped(model) for label, _ in key[1:]}
    assert labels == {"mode", "model", "kind"}
    assert total(scraped(model, members=True), "member_requests", member="A private name") == 1


def test_what_was_there_before_is_counted_and_what_was_not_asked_stands_at_nothing():
    asked, idle = HeadroomAgnoModel(FakeModel(["ok"])), HeadroomAgnoModel(FakeModel(id="gpt-4.1"))
    ask(asked)
    samples = scraped(asked, idle)
    assert (total(samples, "requests", model="gpt-4o"), total(samples, "requests", model="gpt-4.1")) == (1, 0)
    assert_equal(samples, asked.get_savings_summary())


def test_several_models_are_told_by_id_and_mode_and_one_that_stands_twice_once():
    one, other = HeadroomAgnoModel(FakeModel(["ok"] * 3)), HeadroomAgnoModel(FakeModel(["ok"], id="o3"))
    audited = HeadroomAgnoModel(FakeModel(["ok"]), HeadroomConfig(default_mode=HeadroomMode.AUDIT))
    for model in (one, one, other, audited):
        ask(model)
    samples = scraped(one, other, audited, Agent(model=one), one)
    asked = {
        (mode, model): total(samples, "requests", mode=mode, model=model)
        for mode, model in [("optimize", "gpt-4o"), ("optimize", "o3"), ("audit", "gpt-4o")]
    }
    assert asked == {("optimize", "gpt-4o"): 2, ("optimize", "o3"): 1, ("audit", "gpt-4o"): 1}


def test_counters_go_on_where_an_account_is_reset():
    model, other = HeadroomAgnoModel(FakeModel(lambda _: "ok")), HeadroomAgnoModel(FakeModel(lambda _: "ok"))
    with endpoint(model, other) as scrape:
        for _ in range(3):
            ask(model)
            ask(other)
        before = read(scrape())
        model.reset()
        ask(model)
        after = read(scrape())
        ask(model)
        last = read(scrape())
    assert all(after[key] >= value for key, value in before.items())
    assert [total(samples, "requests") for samples in (before, after, last)] == [6, 7, 8]


def test_a_bill_that_is_settled_lower_does_not_take_a_counter_down():
    model = HeadroomAgnoModel(FakeModel(id="gpt-4o"))
    ledger = model._headroom.ledger
    kept = recorded(model, reported=Tokens(100, 0, 0))
    with endpoint(model) as scrape:
        epoch = ledger.record(kept)
        assert total(read(scrape()), "reported_tokens", kind="uncached") == 100
        ledger.settle(epoch, kept, replace(kept, reported=Tokens(20, 80, 0)))
        settled = read(scrape())
        assert [total(settled, "reported_tokens", kind=kind) for kind in KINDS] == [100, 80, 0]
        ledger.record(recorded(model, reported=Tokens(90, 0, 0)))
        assert (
            total(read(scrape()), "reported_tokens", kind="uncached")
            == 110
            == (model.get_savings_summary()["reported_uncached_tokens"])
        )


def test_labels_are_bounded_and_the_sum_is_what_it_is():
    """A ledger keeps the 1,000 members and 100 models used last; what leaves it is not told a second time."""
    model = HeadroomAgnoModel(FakeModel())
    ledger = model._headroom.ledger
    with endpoint(model, members=True) as scrape:
        for round_ in range(4):
            for number in range(400):
                one = recorded(model, member=f"agent-{round_}-{number}")
                ledger.record(replace(one, model=f"m{number}"))
            samples = read(scrape())
            assert total(samples, "requests") == total(samples, "member_requests") == 400 * (round_ + 1)
    assert len({key[1:] for key in samples if key[0] == "headroom_requests_total"}) <= 101
    assert len({key[1:] for key in samples if key[0] == "headroom_member_requests_total"}) <= 101
    assert total(samples, "requests", model="other") > 0


@pytest.mark.parametrize("name", ['a "quote"', "back\\slash", "line\nbreak", "é中", "\ud800", "", "other"])
def test_names_of_every_kind_are_served(name):
    model = HeadroomAgnoModel(FakeModel())
    model._headroom.ledger.record(recorded(model, member=name))
    model._headroom.ledger.record(recorded(model, member=None))
    samples = scraped(model, members=True)
    assert total(samples, "member_requests") == 2
    expected = name.encode("utf-8", "replace").decode()
    assert total(samples, "member_requests", member=expected) == (2 if name == "other" else 1)


def test_faults_are_counted():
    model = HeadroomAgnoModel(FakeModel())
    with endpoint(model) as scrape:
        assert total(read(scrape()), "faults", mode="optimize") == 0
        model._headroom.ledger.record_faults(3)
        assert total(read(scrape()), "faults", mode="optimize") == 3


def test_scrapes_at_once_tell_what_is_there():
    model = HeadroomAgnoModel(FakeModel(lambda _: "ok"))
    with endpoint(model) as scrape, ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(ask, model) for _ in range(100)]
        counts = [threads.submit(lambda: total(read(scrape()), "requests")) for _ in range(50)]
        assert all(0 <= count.result() <= 100 for count in counts)
        assert [one.result().content for one in asked] == ["ok"] * 100
        assert total(read(scrape()), "requests") == 100


def test_a_scrape_that_was_overtaken_adds_nothing(monkeypatch):
    """What it has read is of before: members that have left an account since stand in it yet."""
    model = HeadroomAgnoModel(FakeModel())
    ledger = model._headroom.ledger
    one = recorded(model)
    readings = []
    for number in range(1_001):
        ledger.record(replace(one, member=f"agent-{number}"))
        if number in (0, 1_000):
            readings.append(ledger.reading())
    early, late = readings
    ledger.reset()
    order = iter([late, early, late, ledger.reading(), late])
    with monkeypatch.context() as patch:
        patch.setattr(type(ledger), "reading", lambda _: next(order))
        collector = HeadroomCollector(model, members=True)
        for _ in range(4):
            [family] = [one for one in collector.collect() if one.name == "headroom_member_requests"]
            assert sum(sample.value for sample in family.samples) == 1_001


def test_a_second_collector_is_refused_by_the_library():
    registry, model = CollectorRegistry(), HeadroomAgnoModel(FakeModel())
    collector = HeadroomCollector(model)
    registry.register(collector)
    for again in (collector, HeadroomCollector(model, members=True)):
        with pytest.raises(ValueError, match="Duplicated timeseries"):
            registry.register(again)
    registry.unregister(collector)
    registry.register(collector)


def test_what_is_described_is_what_is_collected():
    collector = HeadroomCollector(HeadroomAgnoModel(FakeModel()), members=True)
    described, given = list(collector.describe()), list(collector.collect())
    assert [(family.name, family.documentation) for family in described] == [
        (family.name, family.documentation) for family in given
    ]
    assert len(given) == 2 * len(COUNTERS) + 1
    assert [family.samples for family in described] == [[]] * len(given)


@pytest.mark.parametrize("source", [FakeModel(), OpenAIChat(id="gpt-4o", api_key="none"), "gpt-4o", None, []])
def test_what_has_no_account_is_refused(source):
    with pytest.raises(ProviderError, match="a wrapped model, or agno's Agent"):
        HeadroomCollector(source)


def test_nothing_to_read_is_refused():
    with pytest.raises(ConfigurationError, match="a collector takes what it reads"):
        HeadroomCollector()
    with pytest.raises(ConfigurationError, match="members=True or False"):
        HeadroomCollector(HeadroomAgnoModel(FakeModel()), members="yes")


def test_the_extra_is_named_where_the_client_is_missing():
    code = """
import sys
sys.modules["prometheus_client"] = None
sys.modules["prometheus_client.core"] = None
try:
    import headroom.integrations.prometheus
except ModuleNotFoundError as error:
    print(error, error.name)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    message = f"prometheus-client is not installed: {how_to_install('prometheus')} prometheus_client"
    assert done.stdout.strip() == message


def ask(model):
    return model.response([{"role": "user", "content": "Hi"}])


def recorded(model, **settings):
    """A record of a request, as the ledger takes it."""
    answering = HeadroomAgnoModel(FakeModel(["ok"], id=model.id))
    ask(answering)
    record: OptimizationMetrics = answering.metrics_history[0]
    return replace(record, **settings)
