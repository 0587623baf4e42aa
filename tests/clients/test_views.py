"""Views, where a request itself offers the tool that gives back what they leave out."""

import json

from tests.clients.apis import TOOL, Api, orders, results_in

import headroom
from headroom import HeadroomConfig, ViewConfig

SHAPES = {"chat": "openai", "responses": "responses", "messages": "anthropic", "beta": "anthropic"}
SMALL = HeadroomConfig(views=ViewConfig(budget_tokens=200))


def tools_of(api: Api):
    """The caller's tool and the one for views, as the API takes them."""
    config = HeadroomConfig(views=ViewConfig(enabled=True))
    [retrieve] = headroom.compress([{"role": "user", "content": "Hi"}], config=config).tools[SHAPES[api.name]]
    own = json.loads(json.dumps(retrieve).replace("headroom_retrieve", TOOL))
    return own, retrieve


async def test_lossless_alone_without_the_tool(stub, api, make, ask):
    own, _ = tools_of(api)
    for enabled in ("auto", True):
        config = HeadroomConfig(views=ViewConfig(enabled=enabled, budget_tokens=200))
        await ask(headroom.wrap(make(), config=config), orders(0, 400), tools=[own])
    for body in stub.bodies:
        assert len(json.loads(headroom.expand(results_in(body)[0]))) == 400


async def test_a_view_with_it_and_its_pages(stub, api, make, ask):
    own, retrieve = tools_of(api)
    client = headroom.wrap(make(), config=SMALL, scope="user/7")
    await ask(client, orders(0, 400), tools=[own, retrieve])

    [view] = results_in(stub.bodies[0])
    assert len(view) < 3000
    assert headroom.expand(view, scope="user/7") == orders(0, 400)
    address = view.split('headroom_retrieve("')[1].split('"')[0]
    page = headroom.retrieve(address, rows="id = 377", config=SMALL, scope="user/7")
    assert "377" in page
    assert "377" not in headroom.retrieve(address, rows="id = 377", config=SMALL, scope="user/8")


async def test_the_tool_is_a_cost_and_not_a_saving(api, make, ask):
    own, retrieve = tools_of(api)
    clients = headroom.wrap(make()), headroom.wrap(make())  # each learns of its own reports
    await ask(clients[0], "Fine.", tools=[own])
    await ask(clients[1], "Fine.", tools=[own, retrieve])
    [without], [offered] = (client.metrics_history for client in clients)
    assert without.tokens_saved == 0
    assert offered.tokens_before == without.tokens_before
    assert offered.tokens_saved < 0
