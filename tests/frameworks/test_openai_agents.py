"""OpenAI's Agents SDK with the provider: what is sent, what a run keeps, and the account."""

from __future__ import annotations

from typing import Any

import pytest
from agents.models.multi_provider import MultiProvider
from agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from agents.models.openai_provider import OpenAIProvider
from openai import AsyncOpenAI
from tests.clients.apis import orders, results_in
from tests.frameworks.conftest import QUESTION, check_account, get_orders
from tests.frameworks.wire import check_wire
from tests.provider_stub import ANSWER

from agents import Agent, ModelSettings, RunConfig, Runner, function_tool, set_tracing_disabled
from headroom import ConfigurationError, HeadroomConfig, ProviderError, savings_of
from headroom.integrations.openai_agents import HeadroomModel, HeadroomModelProvider

set_tracing_disabled(True)
APIS = pytest.mark.parametrize("responses", [True, False], ids=["responses", "chat"])
STREAMED = pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])


def provider_at(url: str, *, responses: bool) -> OpenAIProvider:
    client = AsyncOpenAI(base_url=f"{url}/v1", api_key="unused")
    return OpenAIProvider(openai_client=client, use_responses=responses)


def agent(**more: Any) -> Agent:
    settings = ModelSettings(include_usage=True)
    tools = [function_tool(get_orders)]
    return Agent("orders", instructions="Be brief.", model="gpt-4o", tools=tools, model_settings=settings, **more)


async def play(provider: Any, *, streamed: bool = False, question: Any = QUESTION) -> Any:
    config = RunConfig(model_provider=provider)
    if not streamed:
        return await Runner.run(agent(), question, run_config=config)
    result = Runner.run_streamed(agent(), question, run_config=config)
    async for _ in result.stream_events():
        pass
    return result


@STREAMED
@APIS
async def test_results_alone_differ_and_the_run_is_the_same(stub, responses, streamed):
    provider = HeadroomModelProvider(provider_at(stub.url, responses=responses))
    plain = await play(provider_at(stub.url, responses=responses), streamed=streamed)
    run = await play(provider, streamed=streamed)

    assert run.final_output == plain.final_output == ANSWER
    assert run.to_input_list() == plain.to_input_list()
    kept = [item["output"] for item in run.to_input_list() if item.get("type") == "function_call_output"]
    assert kept == [orders(0), orders(5)]
    check_wire(stub.bodies[:3], stub.bodies[3:])
    check_account(provider)
    assert savings_of(provider) == provider.get_savings_summary()


async def test_a_model_by_itself(stub):
    client = AsyncOpenAI(base_url=f"{stub.url}/v1", api_key="unused")
    model = HeadroomModel(OpenAIChatCompletionsModel("gpt-4o", client))
    await Runner.run(Agent("orders", model=model, tools=[function_tool(get_orders)]), QUESTION)
    assert results_in(stub.bodies[2])[0].startswith("[40 rows: ")
    check_account(model)
    assert model.model == "gpt-4o"


async def test_the_callers_items_stay_as_they_are(stub):
    call = {"type": "function_call", "call_id": "c", "name": "get_orders", "arguments": "{}"}
    items = [{"role": "user", "content": QUESTION}, call]
    items += [{"type": "function_call_output", "call_id": "c", "output": orders(0)}]
    before = [dict(item) for item in items]
    await play(HeadroomModelProvider(provider_at(stub.url, responses=True)), question=items)
    assert items == before
    assert results_in(stub.bodies[0])[0].startswith("[40 rows: ")


async def test_input_of_another_class_is_handed_on_as_it_is(stub):
    class Taking(OpenAIProvider):
        """Gives a model that says what it was asked."""

        def get_model(self, model_name):
            model = super().get_model(model_name)
            model.get_response = taking
            return model

    async def taking(system, given, *rest, **more):
        taken.append(given)

    taken, items = [], ({"role": "user", "content": QUESTION},)
    inner = Taking(openai_client=AsyncOpenAI(base_url=f"{stub.url}/v1", api_key="unused"))
    model = HeadroomModelProvider(inner).get_model("gpt-4o")
    for given in (items, [], ""):
        await model.get_response(None, given, ModelSettings(), [], None, [], None)
    assert taken == [items, [], ""]


async def test_a_fault_sends_what_was_given(stub, monkeypatch, caplog):
    provider = HeadroomModelProvider(provider_at(stub.url, responses=True))
    monkeypatch.setattr("headroom.integrations.openai_agents.function_tool", lambda *_: 1 / 0)
    assert (await play(provider)).final_output == ANSWER
    assert results_in(stub.bodies[2]) == [orders(0), orders(5)]
    assert provider.get_savings_summary()["total_faults"] == 3
    assert "ZeroDivisionError" in caplog.text


async def test_modes_that_only_count_send_what_was_given(stub):
    provider = HeadroomModelProvider(provider_at(stub.url, responses=True), HeadroomConfig(default_mode="simulate"))
    await play(provider)
    assert results_in(stub.bodies[2]) == [orders(0), orders(5)]
    assert provider.tokens_saved > 2000


async def test_nothing_refers_to_what_the_service_may_take_out(stub):
    provider = HeadroomModelProvider(provider_at(stub.url, responses=True))
    settings = ModelSettings(truncation="auto")
    config = RunConfig(model_provider=provider, model_settings=settings)
    await Runner.run(agent(), QUESTION, run_config=config)
    assert results_in(stub.bodies[2])[1].startswith("[40 rows: ")


async def test_what_is_wrong_is_refused():
    with pytest.raises(ProviderError):
        HeadroomModelProvider("openai")
    with pytest.raises(ProviderError):
        HeadroomModel("gpt-4o")
    with pytest.raises(ConfigurationError):
        HeadroomModelProvider(config="strict")
    assert isinstance(HeadroomModelProvider().wrapped, MultiProvider)


async def test_what_is_held_is_released(stub):
    closed = []

    class Provider(OpenAIProvider):
        async def aclose(self):
            closed.append(self)

    inner = Provider(openai_client=AsyncOpenAI(base_url=f"{stub.url}/v1", api_key="unused"))
    await HeadroomModelProvider(inner).aclose()
    assert closed == [inner]
