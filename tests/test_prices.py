"""List prices, the way from an id to its price, and prices of one's own."""

import pickle
from math import inf, nan

import pytest

from headroom import ConfigurationError, HeadroomConfig, ModelPrice
from headroom._models.price import price_of


# As LiteLLM 1.106.2 lists them: input, read, write, USD per million tokens.
@pytest.mark.parametrize(
    ("model", "listed"),
    [
        ("gpt-4o", (2.5, 1.25, None)),
        ("gpt-4o-2024-05-13", (5.0, None, None)),
        ("gpt-4o-mini", (0.15, 0.075, None)),
        ("gpt-5", (1.25, 0.125, None)),
        ("gpt-5.6-luna", (0.2, 0.02, 0.25)),
        ("claude-opus-4-5", (5.0, 0.5, 6.25)),
        ("claude-sonnet-4-5-20250929", (3.0, 0.3, 3.75)),
        ("claude-haiku-4-5", (1.0, 0.1, 1.25)),
        ("gemini/gemini-2.5-pro", (1.25, 0.125, None)),
        ("deepseek/deepseek-chat", (0.28, 0.028, None)),
        ("xai/grok-4.5", (2.0, 0.3, None)),
        ("mistral/mistral-large-latest", (0.5, 0.05, None)),
        ("dashscope/qwen3.7-max", (2.5, 0.5, None)),
        ("moonshot/kimi-k2.5", (0.6, 0.1, None)),
    ],
)
def test_prices_are_those_that_are_listed(model: str, listed: tuple[float, float | None, float | None]):
    price = price_of(model)
    assert price is not None
    assert (price.input, price.cache_read, price.cache_write) == listed


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("GPT-4o", "gpt-4o"),
        ("openai/gpt-4o", "gpt-4o"),
        ("openai:gpt-4o", "gpt-4o"),
        ("azure/gpt-4o-2024-11-20", "gpt-4o"),
        ("gpt-5-chat-latest", "gpt-5-chat"),
        ("anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
        ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4"),
        ("bedrock/eu.anthropic.claude-opus-4-1-20250805-v1:0", "claude-opus-4-1"),
        ("vertex_ai/claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
        ("openrouter/anthropic/claude-sonnet-4.5", "claude-sonnet-4-5"),
        ("models/gemini-2.5-flash", "gemini-2.5-flash"),
        ("gemini-3-flash-preview", "gemini-3-flash"),
        ("grok-4.3-latest", "grok-4.3"),
        ("qwen-plus-2025-07-28", "qwen-plus-latest"),
        ("publishers/mistralai/models/mistral-large-3", "mistral-large-3"),
        ("claude-opus-4-1@default", "claude-opus-4-1"),
        ("anthropic/claude-sonnet-4.5:latest", "claude-sonnet-4-5"),
        ("litellm/x-ai/grok-4.5", "grok-4.5"),
    ],
)
def test_the_model_behind_a_route_is_found(model: str, name: str):
    assert price_of(model) == price_of(name) is not None


@pytest.mark.parametrize(
    ("model", "price"),
    [
        ("gpt-5.4", ModelPrice(2.5, 0.25, None, None, 1024, True, ((272_000, 2.0),), 128, 15.0, ((272_000, 1.5),))),
        ("claude-haiku-4-5", ModelPrice(1.0, 0.1, 1.25, 2.0, smallest_prefix=4096, automatic=False, output=5.0)),
        ("kimi-k2.5", ModelPrice(0.6, 0.1, smallest_prefix=0, output=3.0)),
    ],
)
def test_how_a_service_caches_stands_with_its_price(model: str, price: ModelPrice):
    assert price_of(model) == price


def test_bedrock_is_dearer_within_a_region():
    price = price_of("us.anthropic.claude-sonnet-4-5-20250929-v1:0")
    assert price == ModelPrice(3.3, 0.33, 4.125, 6.6, 1024, automatic=False, output=16.5)
    for region in ("eu", "apac", "au", "jp"):
        assert price_of(f"{region}.anthropic.claude-sonnet-4-5-20250929-v1:0") == price
    for region in ("us-gov", "ca", "in", "sa"):
        assert price_of(f"{region}.anthropic.claude-sonnet-4-5-20250929-v1:0") is None


@pytest.mark.parametrize("region", ["us", "eu", "jp", "ca", "us-gov", "global"])
def test_claude_4_and_4_1_cost_the_same_in_every_region(region: str):
    assert price_of(f"{region}.anthropic.claude-sonnet-4-20250514-v1:0") == price_of("claude-sonnet-4") is not None
    assert price_of(f"{region}.anthropic.claude-opus-4-1-20250805-v1:0") == price_of("claude-opus-4-1") is not None


UNLISTED = "my-deployment gpt-4o-audio-preview ft:gpt-4o-2024-08-06:org::id gpt-4.7 claude llama-3.3-70b gpt-oss-20b"
SOLD_BY_OTHERS = "groq/deepseek-chat openrouter/deepseek/deepseek-chat azure/us/gpt-4o deepseek/deepseek-chat:free"
OF_HOSTS = "deepseek-ai/deepseek-v4-flash together_ai/qwen3-max mistral.mistral-large-3 bedrock/us-east-1/claude-opus-5"


@pytest.mark.parametrize("model", ["", *UNLISTED.split(), *SOLD_BY_OTHERS.split(), *OF_HOSTS.split()])
def test_what_is_not_in_the_table_has_no_price(model: str):
    assert price_of(model) is None


def test_a_service_with_prices_of_its_own_has_no_price():
    assert price_of("deepseek-chat", "deepseek") == price_of("deepseek-chat", "openai-like") is not None
    assert price_of("deepseek-chat", "together") is None
    assert price_of("claude-sonnet-4-5", "bedrock") is not None


def test_long_requests_cost_more():
    price = ModelPrice(1.0, steps=((32_000, 2.0), (128_000, 2.5)))
    assert [price.factor(tokens) for tokens in (0, 32_000, 32_001, 128_000, 128_001)] == [1.0, 1.0, 2.0, 2.0, 2.5]


@pytest.mark.parametrize(
    "wrong",
    [
        {"input": -1.0},
        {"input": nan},
        {"input": inf},
        {"input": None},
        {"input": True},
        {"input": "1"},
        {"input": 1.0, "cache_read": -0.1},
        {"input": 1.0, "cache_write": "free"},
        {"input": 1.0, "cache_write_hour": nan},
        {"input": 1.0, "smallest_prefix": -1},
        {"input": 1.0, "smallest_prefix": 1.5},
        {"input": 1.0, "cache_block": 0},
        {"input": 1.0, "cache_block": 128.0},
        {"input": 1.0, "automatic": 1},
        {"input": 1.0, "steps": [(1, 2.0)]},
        {"input": 1.0, "steps": ((1,),)},
        {"input": 1.0, "steps": ((0, 2.0),)},
        {"input": 1.0, "steps": ((2, 2.0), (1, 3.0))},
        {"input": 1.0, "steps": ((1.5, 2.0),)},
        {"input": 1.0, "steps": (("a", 2.0),)},
        {"input": 1.0, "steps": ((1, nan),)},
    ],
)
def test_wrong_prices_are_refused(wrong: dict):
    with pytest.raises(ConfigurationError, match="ModelPrice"):
        ModelPrice(**wrong)


@pytest.mark.parametrize("wrong", [None, [], "gpt-4o", {"gpt-4o": 2.5}, {1: ModelPrice(1.0)}])
def test_wrong_overrides_are_refused(wrong: object):
    with pytest.raises(ConfigurationError, match="model_prices"):
        HeadroomConfig(model_prices=wrong)


def test_prices_change_nothing_that_is_sent():
    priced = HeadroomConfig(model_prices={"my-model": ModelPrice(1.0, 0.1)})

    assert priced.fingerprint() == HeadroomConfig().fingerprint()
    assert priced != HeadroomConfig()
    assert pickle.loads(pickle.dumps(priced)) == priced
    assert hash(priced) == hash(HeadroomConfig())


def test_a_protocol_before_an_id_and_a_region_that_is_not_bedrocks_say_nothing_of_the_price():
    assert price_of("openai-like:gpt-4o") == price_of("openai-like/gpt-4o") == price_of("gpt-4o")
    assert price_of("us.anthropic.claude-opus-4-5") is not None
    assert price_of("us.claude-opus-4-5") is None
