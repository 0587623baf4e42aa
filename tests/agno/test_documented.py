"""What the guide says of Agno around a wrapped model, tried: traces, debug output, fields, registries and rollouts."""

import logging

import pytest
from agno.agent import Agent
from agno.models.openai import OpenAIChat

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall


def look_up(request):
    """A script for any number of runs: look the orders up, then answer."""
    return "Done." if request.messages[-1].role == "tool" else ToolCall("get_orders")


def test_what_wraps_the_providers_class_sees_what_is_sent(monkeypatch, tools):
    traced, invoke = [], FakeModel.invoke

    def trace(self, *args, **kwargs):
        traced.append(kwargs["messages"][-1].content)
        return invoke(self, *args, **kwargs)

    monkeypatch.setattr(FakeModel, "invoke", trace)
    run = Agent(model=HeadroomAgnoModel(FakeModel(look_up)), tools=tools, telemetry=False).run("How many orders?")
    assert traced[1].startswith("[40 rows: ")
    assert run.tools[0].result.startswith("[{'id': 1000, ")


def test_debug_mode_shows_what_the_tools_returned(caplog, monkeypatch, tools):
    monkeypatch.setattr(logging.getLogger("agno"), "propagate", True)
    model = HeadroomAgnoModel(FakeModel(look_up))
    Agent(model=model, tools=tools, telemetry=False, debug_mode=True).run("How many orders?")
    shown = "\n".join(record.getMessage() for record in caplog.records if record.name == "agno")
    assert "{'id': 1000, " in shown
    assert "[40 rows: " not in shown


def test_settings_are_changed_on_the_wrapped_model_itself():
    model = HeadroomAgnoModel(OpenAIChat(id="gpt-4o", api_key="unused"))
    model.wrapped_model.temperature = 0.7
    assert model.get_request_params().get("temperature") is None
    model.temperature = 0.1
    assert model.get_request_params()["temperature"] == 0.1


def test_an_agent_that_is_rebuilt_has_its_wrapped_model_from_a_registry():
    registry = pytest.importorskip("agno.registry", reason="this agno rebuilds no agents from a registry").Registry
    model = HeadroomAgnoModel(OpenAIChat(id="gpt-4o", api_key="unused"))
    stored = Agent(id="shop", model=model).to_dict()
    assert Agent.from_dict(stored, registry=registry(models=[model])).model is model
    assert not isinstance(Agent.from_dict(stored).model, HeadroomAgnoModel)


def test_rollouts_report_to_the_ledger_of_the_model_that_they_copy(tools):
    environments = pytest.importorskip("agno.environments", reason="this agno has no environments")
    scorer = pytest.importorskip("agno.scorer")
    model = HeadroomAgnoModel(FakeModel(look_up))
    agent = Agent(model=model, tools=tools, telemetry=False)
    task = environments.Task(input="How many orders?")
    scored = scorer.CodeScorer(lambda *_, **__: 1.0)
    environment = environments.Environment(name="shop", tasks=(task,), scorer=scored, agent=agent)
    environments.run_rollouts(environment, k=3)
    assert model.get_savings_summary()["total_requests"] == 6
    assert model.tokens_saved > 0
