"""The server that gateways' guardrails call: what it answers, to whom, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from starlette.testclient import TestClient
from tests.laws.conversations import any_conversations

from headroom import ConfigurationError, HeadroomConfig, RunBudget, compress, expand
from headroom.integrations.sidecar import sidecar

KEY = "key of the tests"
ORDERS = json.dumps([{"id": n, "state": ["open", "paid"][n % 2], "total": 19.5 * n} for n in range(40)])
RESULT = {"role": "tool", "tool_call_id": "call_1", "content": ORDERS}


@pytest.fixture
def client() -> TestClient:
    return TestClient(sidecar())


def test_messages_come_back_compressed_and_counted(client: TestClient):
    given = [{"role": "user", "content": "Which?"}, RESULT]
    answer = client.post("/v1/compress", json={"messages": given, "model": "gpt-4o", "config": {"mode": "ccr"}}).json()
    expected = compress(given)
    assert answer == {
        "messages": expected.messages,
        "tokens_before": expected.tokens_before,
        "tokens_after": expected.tokens_after,
        "tokens_saved": expected.tokens_saved,
        "compression_ratio": expected.tokens_after / expected.tokens_before,
        "transforms_applied": ["table"],
        "ccr_hashes": [],
    }
    assert json.loads(expand(answer["messages"][1]["content"])) == json.loads(ORDERS)


def compressed(client: TestClient, messages: list[Any]) -> list[Any]:
    answer = client.post("/v1/compress", content=json.dumps({"messages": messages}))
    assert answer.status_code == 200
    back: list[Any] = answer.json()["messages"]
    return back


@settings(max_examples=30)
@given(any_conversations)
def test_each_message_comes_back_in_its_place_as_it_comes_back_alone(messages: list[Any]):
    client = TestClient(sidecar())
    back = compressed(client, messages)
    assert [message.get("role") for message in back] == [message.get("role") for message in messages]
    assert back == [found for message in messages for found in compressed(client, [message])]


def test_no_message_leaves_however_little_fits():
    long = [RESULT] * 50
    client = TestClient(sidecar(HeadroomConfig(model_context_limits={"tiny": 1000})))
    assert len(client.post("/v1/compress", json={"messages": long, "model": "tiny"}).json()["messages"]) == 50


def test_a_result_refers_to_no_other(client: TestClient):
    answer = client.post("/v1/compress", json={"messages": [RESULT, {**RESULT, "tool_call_id": "call_2"}]}).json()
    first, second = answer["messages"]
    assert first["content"] == second["content"]


def test_the_header_and_the_modes_that_send_nothing_else_give_back_what_was_given():
    plain = TestClient(sidecar())
    simulating = TestClient(sidecar(HeadroomConfig(default_mode="simulate")))
    body = {"messages": [RESULT]}
    for answer in (
        plain.post("/v1/compress", json=body, headers={"x-headroom-bypass": "true"}).json(),
        simulating.post("/v1/compress", json=body).json(),
    ):
        assert answer["messages"] == [RESULT]
        assert (answer["tokens_saved"], answer["compression_ratio"], answer["transforms_applied"]) == (0, 1.0, [])


def test_what_was_left_out_is_nothing_and_is_said_so(client: TestClient):
    answer = client.get("/v1/retrieve/0123456789ab?query=open")
    assert answer.status_code == 404
    assert "nothing to retrieve" in answer.json()["error"]


def test_who_has_no_key_learns_nothing_but_that_the_server_is_there():
    client = TestClient(sidecar(api_key=KEY))
    for header in ({}, {"authorization": "Bearer another"}, {"authorization": f"Basic {KEY}"}, {"authorization": KEY}):
        assert client.post("/v1/compress", json={"messages": [RESULT]}, headers=header).status_code == 401
        assert client.get("/v1/retrieve/0123456789ab", headers=header).status_code == 401
    known = {"authorization": f"Bearer {KEY}"}
    assert client.post("/v1/compress", json={"messages": [RESULT]}, headers=known).status_code == 200
    assert client.get("/v1/retrieve/0123456789ab", headers=known).status_code == 404
    assert client.get("/health").json() == {"status": "ok"}


def test_an_empty_key_is_none():
    with pytest.raises(ConfigurationError, match="a list of keys"):
        sidecar(api_key="")


def test_the_key_is_read_as_agents_read_theirs():
    client = TestClient(sidecar(api_key=KEY))
    assert client.get("/v1/retrieve/0", headers={"authorization": f"bearer  {KEY} "}).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"messages": [{"role": "user", "content": NaN}]}', 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"messages": "none"}', 422),
        (b'{"messages": ["none"]}', 422),
        (b'{"messages": [{"no": "role"}]}', 422),
        (b'{"messages": [{"role": "user", "content": "\\ud800"}], "model": 3}', 200),
        (b'{"messages": []}', 200),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_conversation_is_refused_in_words(client: TestClient, body: bytes, status: int):
    answer = client.post("/v1/compress", content=body)
    assert answer.status_code == status
    assert ("error" in answer.json()) == (status != 200)


def test_a_body_without_end_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("headroom.integrations.sidecar._MOST_BYTES", 1 << 20)
    answer = client.post("/v1/compress", content=b'{"messages": [' + b" " * (2 << 20))
    assert (answer.status_code, answer.json()) == (413, {"error": "the request has more than 1 MiB"})


def test_a_fault_gives_back_what_was_given(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    def fails(*given: Any, **more: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("headroom._core.plan", fails)
    answer = client.post("/v1/compress", json={"messages": [RESULT]})
    assert answer.json()["messages"] == [RESULT]


def test_settings_that_would_refuse_requests_are_refused():
    with pytest.raises(ConfigurationError, match="strict"):
        sidecar(HeadroomConfig(strict=True))
    with pytest.raises(ConfigurationError, match="budget"):
        sidecar(HeadroomConfig(budget=RunBudget(tokens=1)))
    with pytest.raises(ConfigurationError, match="HeadroomConfig, not dict"):
        sidecar({})  # type: ignore[arg-type]
