"""A wrapped model is what it was: same class by name, same fields, same client, and it survives every kind of copy."""

import copy
import dataclasses
import importlib
import pickle
import pkgutil
from unittest.mock import MagicMock

import agno.models
import httpx
import pytest
from agno.agent import Agent
from agno.models.base import Model
from agno.models.message import Message
from agno.models.openai import OpenAIChat

from headroom import ConfigurationError, HeadroomConfig, HeadroomMode, ProviderError, RollingWindowConfig
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel


@pytest.fixture
def chat():
    return OpenAIChat(id="gpt-4o", api_key="secret", temperature=0.3, instructions=["Be brief."], system_prompt="Hi.")


def provider_classes() -> list[type[Model]]:
    """Every model class agno ships whose SDK is installed here."""
    found = {}
    for module in pkgutil.walk_packages(agno.models.__path__, "agno.models."):
        try:
            names = vars(importlib.import_module(module.name)).values()
        except ImportError:
            continue
        for cls in names:
            if isinstance(cls, type) and issubclass(cls, Model) and cls.__module__ == module.name and cls is not Model:
                found[f"{cls.__module__}.{cls.__qualname__}"] = cls
    return [found[name] for name in sorted(found)]


@pytest.mark.parametrize("provider", provider_classes(), ids=lambda cls: f"{cls.__module__[12:]}.{cls.__name__}")
def test_every_class_agno_ships_can_be_wrapped(provider):
    model = object.__new__(provider)
    for field in dataclasses.fields(provider):
        model.__dict__[field.name] = None if field.default is dataclasses.MISSING else field.default
    before = dict(model.__dict__)

    wrapped = HeadroomAgnoModel(model)

    assert isinstance(wrapped, HeadroomAgnoModel)
    assert isinstance(wrapped, provider)
    assert type(wrapped).__name__ == provider.__name__
    assert (wrapped.id, wrapped.name, wrapped.provider) == (model.id, model.name, model.provider)
    assert {name: value for name, value in vars(wrapped).items() if name != "_headroom"} == before
    assert model.__dict__ == before


def test_it_passes_for_the_class_it_wraps(chat):
    wrapped = HeadroomAgnoModel(chat)

    assert isinstance(wrapped, OpenAIChat)
    assert isinstance(wrapped, HeadroomAgnoModel)
    assert wrapped.__class__.__name__ == "OpenAIChat"
    assert wrapped.__class__.__qualname__ == "OpenAIChat"
    assert wrapped.__class__.__module__ == OpenAIChat.__module__
    assert type(wrapped) is type(HeadroomAgnoModel(OpenAIChat(id="o3")))
    assert repr(wrapped) == str(wrapped) == "HeadroomAgnoModel(OpenAIChat(id='gpt-4o'), mode=optimize)"
    assert "secret" not in repr(wrapped)
    assert dataclasses.asdict(wrapped) == dataclasses.asdict(chat)
    assert wrapped.to_dict() == chat.to_dict()
    assert wrapped.get_provider() == chat.get_provider()
    assert wrapped.get_request_params() == chat.get_request_params()


@pytest.mark.parametrize(
    "name", ["system_prompt", "instructions", "supports_native_structured_outputs", "temperature", "api_key"]
)
def test_fields_agno_reads_off_the_object_are_there(chat, name):
    assert getattr(HeadroomAgnoModel(chat), name) == getattr(chat, name)


def test_the_model_given_stays_as_it_was(chat):
    before = dict(vars(chat))
    wrapped = HeadroomAgnoModel(chat)
    wrapped.temperature = 0.9

    assert wrapped.wrapped_model is chat
    assert vars(chat) == before
    assert type(chat) is OpenAIChat


def test_clients_are_shared(chat):
    chat.http_client = httpx.Client()

    assert HeadroomAgnoModel(chat).http_client is chat.http_client


def test_wrapping_twice_changes_nothing(chat):
    wrapped = HeadroomAgnoModel(chat)

    assert HeadroomAgnoModel(wrapped) is wrapped
    assert HeadroomAgnoModel(wrapped, HeadroomConfig()) is wrapped


def test_another_configuration_replaces_the_one_it_has(chat):
    wrapped = HeadroomAgnoModel(chat)
    wrapped.temperature = 0.9
    audited = HeadroomAgnoModel(wrapped, HeadroomConfig(default_mode=HeadroomMode.AUDIT))

    assert audited is not wrapped
    assert audited.wrapped_model is chat
    assert audited.temperature == 0.9
    assert type(audited) is type(wrapped)


def test_the_model_may_be_named(chat):
    assert HeadroomAgnoModel(wrapped_model=chat).wrapped_model is chat


def test_agnos_short_form_works(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    wrapped = HeadroomAgnoModel("openai:gpt-4o")

    assert wrapped.id == "gpt-4o"
    assert wrapped.__class__.__name__.startswith("OpenAI")


@pytest.mark.parametrize("wrong", [None, 7, OpenAIChat, MagicMock(spec=Model), "gpt-4o", "nobody:gpt-4o", "openai:"])
def test_what_is_no_model_is_refused(wrong):
    with pytest.raises(ProviderError):
        HeadroomAgnoModel(wrong)


def test_two_models_are_refused(chat):
    with pytest.raises(ProviderError):
        HeadroomAgnoModel(chat, wrapped_model=chat)


def test_what_is_no_configuration_is_refused(chat):
    with pytest.raises(ConfigurationError):
        HeadroomAgnoModel(chat, config={"strict": True})


def test_a_users_own_model_class_works():
    class Own(FakeModel):
        __slots__ = ("note",)

    own = Own(["Hello."])
    own.note = "kept"
    wrapped = HeadroomAgnoModel(own)

    assert isinstance(wrapped, Own)
    assert wrapped.note == "kept"
    assert Agent(model=wrapped, telemetry=False).run("Hi").content == "Hello."


def test_a_subclass_of_the_wrapper_works(chat):
    class Mine(HeadroomAgnoModel):
        def greeting(self):
            return f"I am {self.id}"

    wrapped = Mine(chat)

    assert isinstance(wrapped, OpenAIChat)
    assert wrapped.greeting() == "I am gpt-4o"


def test_the_class_builds_models_like_the_class_it_passes_for(chat):
    """Agno and users write ``type(model)(id=...)``."""
    other = type(HeadroomAgnoModel(chat))(id="gpt-4o-mini", api_key="secret")

    assert isinstance(other, HeadroomAgnoModel)
    assert other.id == "gpt-4o-mini"
    assert other.wrapped_model.id == "gpt-4o-mini"
    assert type(other.wrapped_model) is OpenAIChat


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, dataclasses.replace, lambda model: Agent(model=model).deep_copy().model],
    ids=["copy", "deepcopy", "replace", "Agent.deep_copy"],
)
def test_copies_are_wrapped_and_share_the_account(duplicate):
    wrapped = HeadroomAgnoModel(FakeModel(["One.", "Two."]), HeadroomConfig(strict=True))
    copied = duplicate(wrapped)

    Agent(model=copied, telemetry=False).run("Hi")
    Agent(model=wrapped, telemetry=False).run("Hi")

    assert isinstance(copied, HeadroomAgnoModel)
    assert type(copied) is type(wrapped)
    assert copied.id == wrapped.id
    assert wrapped.get_savings_summary()["total_requests"] == 2
    assert copied.get_savings_summary() == wrapped.get_savings_summary()


def test_a_pickled_copy_starts_an_account_of_its_own(chat):
    wrapped = HeadroomAgnoModel(chat, HeadroomConfig(rolling_window=RollingWindowConfig(keep_last_turns=5)), False)
    restored = pickle.loads(pickle.dumps(wrapped))

    assert isinstance(restored, HeadroomAgnoModel)
    assert restored.__class__.__name__ == "OpenAIChat"
    assert restored.temperature == 0.3
    assert restored.wrapped_model.id == "gpt-4o"
    assert restored.get_savings_summary()["total_requests"] == 0
    assert (
        HeadroomAgnoModel(restored, HeadroomConfig(rolling_window=RollingWindowConfig(keep_last_turns=5))) is restored
    )


def test_replace_changes_what_it_is_asked_to(chat):
    replaced = dataclasses.replace(HeadroomAgnoModel(chat), id="gpt-4o-mini")

    assert (replaced.id, replaced.temperature) == ("gpt-4o-mini", 0.3)


@pytest.mark.parametrize("option", ["output_schema", "response_format"])
def test_tokens_are_counted_by_whichever_name_agno_gives_the_schema(option):
    model = HeadroomAgnoModel(FakeModel([]))
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    messages = [Message(role="user", content="Where?")]
    assert model.count_tokens(messages, tools=None, **{option: schema}) > model.count_tokens(messages)
