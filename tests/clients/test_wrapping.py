"""What `wrap` gives: an object of the given client's own class, on one account."""

import gc
import inspect
import weakref

import anthropic
import openai
import pytest
from tests.clients.apis import CHAT, MESSAGES, orders, results_in

import headroom
from headroom import ConfigurationError, HeadroomConfig, ProviderError, RunBudget, ValidationError

ANY_URL = "http://127.0.0.1:9"
OTHER = HeadroomConfig(repeats=False)


def azure(kind=openai.AzureOpenAI):
    return kind(azure_endpoint=ANY_URL, api_version="2024-10-21", api_key="unused")


def bedrock(kind=anthropic.AnthropicBedrock):
    return kind(aws_region="us-east-1", aws_access_key="unused", aws_secret_key="unused", base_url=ANY_URL)


def vertex(kind=anthropic.AnthropicVertex):
    return kind(region="us-east5", project_id="p", access_token="unused", base_url=ANY_URL)


CLIENTS = {
    "OpenAI": lambda: openai.OpenAI(api_key="unused"),
    "AsyncOpenAI": lambda: openai.AsyncOpenAI(api_key="unused"),
    "AzureOpenAI": azure,
    "AsyncAzureOpenAI": lambda: azure(openai.AsyncAzureOpenAI),
    "Anthropic": lambda: anthropic.Anthropic(api_key="unused"),
    "AsyncAnthropic": lambda: anthropic.AsyncAnthropic(api_key="unused"),
    "AnthropicBedrock": bedrock,
    "AsyncAnthropicBedrock": lambda: bedrock(anthropic.AsyncAnthropicBedrock),
    "AnthropicVertex": vertex,
    "AsyncAnthropicVertex": lambda: vertex(anthropic.AsyncAnthropicVertex),
}


@pytest.fixture(params=CLIENTS)
def client(request):
    return CLIENTS[request.param]()


@pytest.mark.parametrize(
    "setting", [{"budget": RunBudget(tokens=1)}, {"report_dir": "pages"}, {"cache_breakpoints": "auto"}], ids=str
)
def test_what_agnos_wrapped_models_alone_honour_is_refused(client, setting):
    with pytest.raises(ConfigurationError, match=rf"agno's wrapped models alone .* \({next(iter(setting))}\)"):
        headroom.wrap(client, config=HeadroomConfig(**setting))


def test_it_is_an_object_of_the_same_class(client):
    wrapped = headroom.wrap(client)
    kind = type(client)
    assert isinstance(wrapped, kind)
    assert (type(wrapped).__name__, type(wrapped).__module__, type(wrapped).__doc__) == (
        kind.__name__,
        kind.__module__,
        kind.__doc__,
    )
    assert wrapped.base_url == client.base_url


def test_the_client_that_was_given_stays_as_it_is(client):
    kind, state = type(client), dict(vars(client))
    wrapped = headroom.wrap(client)
    assert type(client) is kind
    assert vars(client) == state
    assert wrapped is not client


def test_resources_send_through_the_client_that_has_them(client):
    name = "messages" if hasattr(client, "messages") else "responses"
    given = getattr(client, name)  # made, and kept, before it is wrapped
    wrapped = headroom.wrap(client)
    assert getattr(wrapped, name)._client is wrapped
    assert getattr(client, name) is given
    assert type(getattr(wrapped, name)) is type(given)


def test_wrapping_twice_changes_nothing(client):
    wrapped = headroom.wrap(client)
    assert headroom.wrap(wrapped) is wrapped
    assert headroom.wrap(wrapped, config=HeadroomConfig()) is wrapped


def test_other_settings_make_another_client_with_an_account_of_its_own(client):
    wrapped = headroom.wrap(client, scope="user")
    other = headroom.wrap(wrapped, config=OTHER)
    assert other is not wrapped
    assert (other._headroom.config, other._headroom.scope) == (OTHER, "user")
    assert other._headroom.ledger is not wrapped._headroom.ledger
    assert type(other) is type(wrapped)
    assert headroom.wrap(other, scope="user") is other


@pytest.mark.parametrize("make", ["copy", "with_options"])
def test_copies_keep_the_account(client, make):
    wrapped = headroom.wrap(client, config=OTHER)
    copied = getattr(wrapped, make)(max_retries=7)
    assert type(copied) is type(wrapped)
    assert copied._headroom is wrapped._headroom
    assert (copied.max_retries, wrapped.max_retries) == (7, client.max_retries)
    assert headroom.wrap(copied) is copied


def test_copies_have_what_was_set_since(stub):
    wrapped = headroom.wrap(openai.OpenAI(api_key="unused"))
    wrapped.api_key, wrapped.base_url = "another", f"{stub.url}/v1"
    copied = wrapped.with_options(timeout=3)
    assert (copied.api_key, copied.base_url, copied.timeout) == ("another", wrapped.base_url, 3)


def test_a_class_of_the_users_own_is_wrapped_too():
    class Ours(openai.OpenAI):
        def __init__(self, region):
            super().__init__(api_key="unused", base_url=f"https://{region}.example.com/v1")
            self.region = region

    wrapped = headroom.wrap(Ours("north"))
    assert isinstance(wrapped, Ours)
    assert wrapped.region == "north"


def test_context_managers_close_the_connections():
    with headroom.wrap(openai.OpenAI(api_key="unused")) as client:
        assert not client.is_closed()
    assert client.is_closed()


async def test_asynchronous_context_managers_do_too():
    async with headroom.wrap(anthropic.AsyncAnthropic(api_key="unused")) as client:
        assert not client.is_closed()
    assert client.is_closed()


def test_methods_keep_their_signatures_and_documentation():
    plain = openai.OpenAI(api_key="unused")
    wrapped = headroom.wrap(plain)
    given, ours = plain.chat.completions.create, wrapped.chat.completions.create
    assert (inspect.signature(ours), ours.__doc__) == (inspect.signature(given), given.__doc__)


def test_a_wrapped_client_is_let_go_with_its_account():
    wrapped = headroom.wrap(openai.OpenAI(api_key="unused"))
    gone = weakref.ref(wrapped._headroom)
    del wrapped
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("thing", [None, "gpt-4o", openai, object(), openai.OpenAI])
def test_what_is_no_client_is_refused_with_what_is_taken(thing):
    with pytest.raises(ProviderError, match=r"OpenAI\(\).*headroom\.integrations\.agno\.wrap"):
        headroom.wrap(thing)


def test_wrong_settings_are_refused():
    client = openai.OpenAI(api_key="unused")
    with pytest.raises(ConfigurationError):
        headroom.wrap(client, config="strict")
    with pytest.raises(ValidationError):
        headroom.wrap(client, scope=7)
    with pytest.raises(ProviderError, match="OpenAI"):
        headroom.savings_of(client)


def test_an_object_that_its_class_makes_is_not_wrapped(stub):
    kind = type(headroom.wrap(openai.OpenAI(api_key="unused")))
    client = kind(api_key="unused", base_url=f"{stub.url}/v1")
    client.chat.completions.create(**CHAT.request([orders(0)]))
    assert results_in(stub.bodies[0]) == [orders(0)]


def test_one_that_its_class_made_is_copied_and_wrapped_as_a_plain_client_is(stub):
    client = type(headroom.wrap(openai.OpenAI(api_key="unused")))(api_key="unused", base_url=f"{stub.url}/v1")
    client.with_options(timeout=3).chat.completions.create(**CHAT.request([orders(0)]))
    with pytest.raises(ProviderError):
        headroom.savings_of(client)
    wrapped = headroom.wrap(client)
    wrapped.chat.completions.create(**CHAT.request([orders(0)]))
    assert results_in(stub.bodies[0]) == [orders(0)] != results_in(stub.bodies[1])
    assert headroom.savings_of(wrapped)["total_requests"] == 1


def test_copies_are_made_while_other_threads_ask_for_resources():
    class Odd:
        """What a client holds, and what has another resource made as it is looked at."""

        @property
        def _client(self):
            wrapped.embeddings  # noqa: B018 - as another thread would, at that moment

    wrapped = headroom.wrap(openai.OpenAI(api_key="unused"))
    wrapped.held = Odd()
    assert wrapped.with_options(timeout=3).timeout == 3


def test_neither_package_is_changed():
    kinds = [base for make in CLIENTS.values() for base in type(make()).__mro__]
    before = [dict(vars(kind)) for kind in kinds]
    for make in CLIENTS.values():
        headroom.wrap(make()).copy()
    assert [dict(vars(kind)) for kind in kinds] == before


def test_connections_are_shared():
    client = MESSAGES.sync(ANY_URL)
    assert headroom.wrap(client)._client is client._client
