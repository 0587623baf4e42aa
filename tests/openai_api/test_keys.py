"""Who may enter, and what they find there."""

import httpx
import pytest
from agno.agent import Agent
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openai import AuthenticationError, OpenAI

from headroom import ConfigurationError
from headroom.integrations.openai_api import router
from headroom.testing import FakeModel


def agent(model="gpt-4o"):
    return Agent(model=FakeModel(lambda request: "Hi", id=model), telemetry=False)


def app(**settings):
    made = FastAPI()
    made.include_router(router({"helper": agent(), "team/other": agent("my-own")}, **settings))
    return TestClient(made)


ASKED = {"model": "helper", "messages": [{"role": "user", "content": "Hi"}]}
PATHS = [("GET", "/v1/models", None), ("GET", "/v1/models/helper", None), ("POST", "/v1/chat/completions", ASKED)]


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
@pytest.mark.parametrize("shown", ["Bearer sk-two", "bearer sk-one"])
def test_every_key_opens_every_route(method, path, body, shown):
    client = app(api_keys=["sk-one", "sk-two"])
    assert client.request(method, path, json=body, headers={"Authorization": shown}).status_code == 200


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
@pytest.mark.parametrize(
    "shown", [None, "", "sk-one", "Bearer", "Bearer ", "Basic sk-one", "Bearer sk-on", "Bearer sk-one2"]
)
def test_nothing_else_does(method, path, body, shown):
    headers = {} if shown is None else {"Authorization": shown}
    response = app(api_keys=["sk-one"]).request(method, path, json=body, headers=headers)

    assert response.status_code == 401
    assert response.json()["error"]["code"] == "invalid_api_key"
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_key_that_is_no_ascii_is_a_wrong_one():
    headers = {"Authorization": "Bearer schlüssel".encode()}
    assert app(api_keys=["sk-one"]).get("/v1/models", headers=headers).status_code == 401


def test_openais_client_knows_a_wrong_key(door):
    opened = door({"helper": agent()})
    with OpenAI(base_url=f"{opened.url}/v1", api_key="sk-wrong") as client, pytest.raises(AuthenticationError):
        client.models.list()


def test_without_keys_everyone_may_enter():
    assert app().post("/v1/chat/completions", json=ASKED).status_code == 200


@pytest.mark.parametrize("keys", [[], "sk-one", [""], [None]])
def test_keys_that_are_none_are_refused(keys):
    with pytest.raises(ConfigurationError, match="api_keys must be a list of keys"):
        app(api_keys=keys)


def test_agents_are_listed_with_what_is_known_of_their_models(door):
    opened = door({"helper": agent(), "team/other": agent("my-own"), "made": lambda temperature: agent()})
    helper, other, made = opened.client.models.list().data

    assert [(model.id, model.object, model.owned_by) for model in (helper, other, made)] == [
        ("helper", "model", "agno"),
        ("team/other", "model", "agno"),
        ("made", "model", "agno"),
    ]
    assert [getattr(model, "context_length", None) for model in (helper, other, made)] == [128_000, None, None]
    assert opened.client.models.retrieve("team/other") == other


def test_an_unknown_agent_is_not_told_of(door):
    response = httpx.get(
        f"{door({'helper': agent()}).url}/v1/models/none", headers={"Authorization": "Bearer sk-right"}, timeout=600
    )
    assert (response.status_code, response.json()["error"]["code"]) == (404, "model_not_found")
