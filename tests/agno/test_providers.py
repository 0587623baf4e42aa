"""Whose model it is: by its id first, then by its class."""

import pytest
from agno.models.anthropic import Claude
from agno.models.azure import AzureOpenAI
from agno.models.message import Message
from agno.models.openai import OpenAIChat
from agno.models.openai.like import OpenAILike
from agno.run.agent import RunOutput

from headroom import HeadroomConfig, count_tokens
from headroom._models.info import model_info
from headroom.integrations.agno import (
    HeadroomAgnoModel,
    HeadroomProvider,
    get_headroom_provider,
    get_model_name_from_agno,
)
from headroom.integrations.agno.providers import tokenizer_id
from headroom.testing import FakeModel


def bare(module, name, model_id):
    """A model of one of agno's classes without its SDK's constructor; None where the SDK is not installed."""
    cls = getattr(pytest.importorskip(f"agno.models.{module}", exc_type=ImportError), name)
    model = object.__new__(cls)
    model.id = model_id
    return model


@pytest.mark.parametrize(
    ("module", "name", "model_id", "provider"),
    [
        ("openai", "OpenAIChat", "gpt-4o", "openai"),
        ("openai", "OpenAIResponses", "o3", "openai"),
        ("anthropic", "Claude", "claude-sonnet-4-5", "anthropic"),
        ("google", "Gemini", "gemini-2.5-pro", "google"),
        ("cohere", "Cohere", "command-a-03-2025", "cohere"),
        ("mistral", "MistralChat", "mistral-large-latest", "mistral"),
        ("deepseek", "DeepSeek", "deepseek-chat", "deepseek"),
        ("aws", "AwsBedrock", "us.anthropic.claude-sonnet-4-5-v1:0", "bedrock"),
        ("openrouter", "OpenRouter", "anthropic/claude-sonnet-4.5", "anthropic"),
    ],
)
def test_an_id_that_says_whose_it_is_decides(module, name, model_id, provider):
    assert get_headroom_provider(bare(module, name, model_id)).name == provider


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("gpt-4o", "OpenAIProvider"),
        ("claude-sonnet-4-5", "AnthropicProvider"),
        ("gemini-2.5-pro", "GoogleProvider"),
        ("command-a-03-2025", "CohereProvider"),
        ("mistral-large-latest", "HeadroomProvider"),
        ("my-own", "HeadroomProvider"),
    ],
)
def test_the_type_says_the_provider_as_the_guide_prints_it(model, kind):
    provider = get_headroom_provider(model)
    assert type(provider).__name__ == kind
    assert isinstance(provider, HeadroomProvider)
    assert repr(provider).startswith(f"{kind}(name={provider.name!r}, model={model!r}, ")


@pytest.mark.parametrize(
    ("module", "name", "provider"),
    [
        ("openai", "OpenAIChat", "openai"),
        ("openai.like", "OpenAILike", "openai-like"),
        ("anthropic", "Claude", "anthropic"),
        ("google", "Gemini", "google"),
        ("cohere", "Cohere", "cohere"),
        ("groq", "Groq", "groq"),
        ("mistral", "MistralChat", "mistral"),
        ("together", "Together", "together"),
        ("ollama", "Ollama", "ollama"),
        ("aws", "AwsBedrock", "bedrock"),
        ("aws", "Claude", "bedrock"),
        ("azure", "AzureOpenAI", "azure"),
        ("vertexai.claude", "Claude", "vertexai"),
        ("deepseek", "DeepSeek", "deepseek"),
        ("fireworks", "Fireworks", "fireworks"),
        ("openrouter", "OpenRouter", "openrouter"),
        ("xai", "xAI", "xai"),
        ("vllm", "VLLM", "vllm"),
    ],
)
def test_a_class_decides_where_the_id_says_nothing(module, name, provider):
    assert get_headroom_provider(bare(module, name, "prod-7")).name == provider


@pytest.mark.parametrize(
    ("module", "name", "typical"),
    [
        ("openai", "OpenAIChat", "gpt-4o"),
        ("azure", "AzureOpenAI", "gpt-4o"),
        ("anthropic", "Claude", "claude"),
        ("aws", "Claude", "claude"),
        ("google", "Gemini", "gemini-2.5-flash"),
        ("deepseek", "DeepSeek", "deepseek-chat"),
        ("groq", "Groq", "prod-7"),
        ("aws", "AwsBedrock", "prod-7"),
        ("openai.like", "OpenAILike", "prod-7"),
        ("vllm", "VLLM", "prod-7"),
    ],
)
def test_tokens_are_counted_as_the_class_suggests(module, name, typical):
    provider = get_headroom_provider(bare(module, name, "prod-7"))

    assert provider.model == "prod-7"
    assert provider.tokenizer == count_tokens("", typical).method


def test_classes_that_serve_any_vendor_do_not_mislead():
    """Synthorai serves Claude through an OpenAI-like class; the id knows better."""
    like = OpenAILike(id="claude-opus-4-5", api_key="none")

    assert get_headroom_provider(like).name == "anthropic"
    assert get_headroom_provider(like).tokenizer == count_tokens("", "claude-opus-4-5").method


def test_wrapping_changes_nothing_about_it():
    for model in (OpenAIChat(id="gpt-4o"), Claude(id="claude-sonnet-4-5"), OpenAIChat(id="prod-7")):
        assert get_headroom_provider(HeadroomAgnoModel(model)) == get_headroom_provider(model)


def test_an_id_alone_will_do():
    provider = get_headroom_provider("gpt-4o")

    assert (provider.name, provider.model, provider.context_limit) == ("openai", "gpt-4o", 128_000)
    assert get_headroom_provider("nobodys-model").name == "unknown"


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (OpenAIChat(id="gpt-4o"), "gpt-4o"),
        (HeadroomAgnoModel(OpenAIChat(id="o3")), "o3"),
        ("o3", "o3"),
        (object(), "object"),
    ],
)
def test_the_name_of_a_model(model, name):
    assert get_model_name_from_agno(model) == name


def tokens_of(model, text):
    model.invoke(messages=[Message(role="user", content=text)], run_response=RunOutput(run_id="r"))
    return model.metrics_history[-1].tokens_before


class Deployment(AzureOpenAI):
    """An Azure deployment: its id is a name of the user's choice."""

    def invoke(self, *args, **kwargs):
        return None


def test_auto_detection_counts_exactly_what_the_id_alone_would_estimate(data):
    deployment = Deployment(id="prod-7", api_key="none")
    text = str(data["orders"]())

    detected = tokens_of(HeadroomAgnoModel(deployment), text)
    by_id = tokens_of(HeadroomAgnoModel(deployment, auto_detect_provider=False), text)

    assert detected == tokens_of(HeadroomAgnoModel(FakeModel(["ok"], id="gpt-4o")), text)
    assert by_id != detected


def test_a_model_that_is_known_has_its_own_context_whatever_its_tokens_are_counted_as():
    """Nothing is published of Grok 4.3's tokens, so its class says how they are counted; its length is."""
    pytest.importorskip("agno.models.xai", exc_type=ImportError)
    model = bare("xai", "xAI", "grok-4.3")

    assert get_headroom_provider(model).context_limit == model_info("grok-4.3").context_tokens == 1_000_000


@pytest.mark.parametrize(("module", "name"), [("ollama", "Ollama"), ("vllm", "VLLM"), ("lmstudio", "LMStudio")])
def test_an_unknown_model_of_a_local_server_is_taken_to_be_a_small_one(module, name):
    assert get_headroom_provider(bare(module, name, "our-own-model")).context_limit == 8_192
    assert get_headroom_provider(bare(module, name, "gpt-oss")).context_limit == 131_072


@pytest.mark.parametrize(("module", "name"), [("ollama", "Ollama"), ("vllm", "VLLM"), ("lmstudio", "LMStudio")])
def test_a_model_of_a_local_server_is_written_for_as_a_small_one_unless_it_is_known_to_be_large(module, name):
    for model, level in {"our-own-model": "plain", "llama3.1": "plain", "llama3.3:70b": "default"}.items():
        assert get_headroom_provider(bare(module, name, model)).level == level
        assert model_info(tokenizer_id(bare(module, name, model))).level == level


def test_a_guess_is_told_under_the_models_own_name(caplog):
    model = HeadroomAgnoModel(Deployment(id="prod-of-nobody", api_key="none"))
    for _ in range(3):
        tokens_of(model, "Hello")

    told = [record.message for record in caplog.records if record.name == "headroom"]
    assert [line.count("'prod-of-nobody' is not known, 128000 tokens") for line in told] == [1]


def test_a_limit_covers_the_other_spellings_of_a_model():
    turns = [Message(role=role, content="word " * 500) for _ in range(8) for role in ("user", "assistant")]
    config = HeadroomConfig(model_context_limits={"claude-sonnet-4-5": 6000})
    model = HeadroomAgnoModel(FakeModel(["ok"], id="us.anthropic.claude-sonnet-4-5-20250929-v1:0"), config)
    model.invoke(messages=[*turns, Message(role="user", content="Last")], run_response=RunOutput(run_id="r"))

    assert "window" in model.metrics_history[-1].transforms_applied


def test_a_limit_set_for_a_deployment_holds_under_its_own_name():
    turns = [Message(role=role, content="word " * 500) for _ in range(8) for role in ("user", "assistant")]
    config = HeadroomConfig(model_context_limits={"prod-7": 6000})
    model = HeadroomAgnoModel(Deployment(id="prod-7", api_key="none"), config)
    model.invoke(messages=[*turns, Message(role="user", content="Last")], run_response=RunOutput(run_id="r"))

    assert "window" in model.metrics_history[-1].transforms_applied


@pytest.mark.parametrize(("given", "held"), [("azure/prod-8", True), ("openai/prod-8", False)])
def test_a_limit_set_for_a_service_holds_for_the_class_that_calls_it(given, held):
    turns = [Message(role=role, content="word " * 500) for _ in range(8) for role in ("user", "assistant")]
    model = HeadroomAgnoModel(
        Deployment(id="prod-8", api_key="none"), HeadroomConfig(model_context_limits={given: 6000})
    )
    model.invoke(messages=[*turns, Message(role="user", content="Last")], run_response=RunOutput(run_id="r"))

    assert ("window" in model.metrics_history[-1].transforms_applied) == held
