"""What retrieving is on the wire: the providers' own SDKs against a server on this machine."""

import json
import re

import pytest
from agno.agent import Agent
from agno.models.anthropic import Claude
from agno.models.openai import OpenAIChat
from tests.agno.retrieving import LOSSLESS, RETRIEVE, list_orders, pages
from tests.provider_stub import ANSWER, Call, ProviderStub, served

from headroom.integrations.agno import HeadroomAgnoModel

MODELS = {
    "openai": lambda url: OpenAIChat(id="gpt-4o", api_key="none", base_url=f"{url}/v1"),
    "claude": lambda url: Claude(id="claude-opus-5", api_key="none", client_params={"base_url": url}),
}
providers = pytest.mark.parametrize("provider", MODELS)


class Clerk(ProviderStub):
    """A service whose model lists the orders, and asks for one where it is shown a view."""

    def __init__(self):
        super().__init__(self.asked)

    def asked(self, body):
        address = re.search(RETRIEVE + r'\(\\+"(\w+)', json.dumps(body["messages"]))
        if address is None:
            return [Call("call_1", "list_orders", {})]
        return [Call("call_2", RETRIEVE, {"address": address[1], "rows": "id = 1477"})]

    def is_done(self, body):
        texts = json.dumps(body["messages"])
        return "[page of " in texts or (super().is_done(body) and "[view of " not in texts)


@providers
async def test_a_model_behind_a_service_reads_the_rest(play, mode, provider):
    with served(Clerk()) as service:
        agent = Agent(model=HeadroomAgnoModel(MODELS[provider](service.url)), tools=[list_orders], telemetry=False)
        output, _ = await play(agent, "What about order 1477?", mode)
    bodies = service.bodies

    assert output.content == ANSWER
    assert ['"id":1477' in page for page in pages(output.messages)] == [True]
    assert pages(output.messages)[0].splitlines()[0] in json.dumps(bodies[-1]["messages"], ensure_ascii=False)
    assert bodies[0]["tools"] == bodies[1]["tools"] == bodies[2]["tools"]
    assert bodies[2]["messages"][: len(bodies[1]["messages"])] == bodies[1]["messages"]


@providers
async def test_nothing_but_the_tool_is_new_where_nothing_is_large(tools, play, mode, provider):
    bodies = []
    for config in (LOSSLESS, None):
        with served(ProviderStub(lambda _: [Call("call_1", "get_orders", {})])) as service:
            model = HeadroomAgnoModel(MODELS[provider](service.url), config)
            await play(Agent(model=model, tools=tools, telemetry=False), "How are we?", mode)
        bodies.append(service.bodies[-1])
    lossless, offered = bodies
    names = [one.get("name") or one["function"]["name"] for one in offered["tools"]]
    offered["tools"].pop(names.index(RETRIEVE))

    assert offered == lossless
