"""Every setting does something: with another value something else is sent, said or billed.

The settings are found by the dataclasses' fields, so that one which is forgotten on its way into the core fails here.
"""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from headroom import (
    CacheBreakpoints,
    CrushLevel,
    HeadroomConfig,
    HeadroomError,
    HeadroomMode,
    ModelPrice,
    RollingWindow,
    RollingWindowConfig,
    RunBudget,
    SmartCrusher,
    SmartCrusherConfig,
    ToolSchemas,
    ViewConfig,
    WindowPolicy,
    _core,
    compress,
    retrieve,
)
from headroom.stores import MemoryStore
from tests.laws.conversations import openai_round, user

ADDRESSES = json.dumps([{"id": index * index, "url": f"https://example.org/photos/{index}.jpg"} for index in range(12)])
CONVERSATION = [
    {"role": "system", "content": "You are helpful."},
    *[
        message
        for turn in range(6)
        for message in (
            user(f"{turn}. What is there?"),
            *openai_round([f"call_{turn}"], [ADDRESSES.replace("photos", f"{turn // 2} photos")]),
            {"role": "assistant", "content": "Twelve photos. " * 9},
        )
    ],
]
LIMITS = [20, *range(300, 4000, 300), 100_000, None]

PAGES = TemporaryDirectory()
OTHER: dict[tuple[type, str], Any] = {
    (SmartCrusherConfig, "enabled"): False,
    (SmartCrusherConfig, "compact"): True,
    (SmartCrusherConfig, "exclude_tools"): ("*",),
    (SmartCrusherConfig, "exclude_roles"): ("tool",),
    (SmartCrusherConfig, "level"): CrushLevel.COMPACT,
    (RollingWindowConfig, "enabled"): False,
    (RollingWindowConfig, "keep_system"): False,
    (RollingWindowConfig, "keep_last_turns"): 1,
    (RollingWindowConfig, "output_buffer_tokens"): 0,
    (RollingWindowConfig, "low_water_percent"): 10,
    (RollingWindowConfig, "policy"): WindowPolicy.MASK_RESULTS,
    (HeadroomConfig, "default_mode"): HeadroomMode.AUDIT,
    (HeadroomConfig, "smart_crusher"): SmartCrusherConfig(compact=True),
    (HeadroomConfig, "rolling_window"): RollingWindowConfig(keep_last_turns=1),
    (HeadroomConfig, "model_context_limits"): {"gpt-4o": 700},
    (HeadroomConfig, "strict"): True,
    (HeadroomConfig, "repeats"): False,
    (HeadroomConfig, "model_prices"): {"gpt-4o": ModelPrice(7.0)},
    (HeadroomConfig, "views"): ViewConfig(enabled=True, budget_tokens=100),
    (HeadroomConfig, "tool_schemas"): ToolSchemas(mode="lossless"),
    (HeadroomConfig, "budget"): RunBudget(tokens=1),
    (RunBudget, "tokens"): 1,
    (RunBudget, "usd"): 1e-9,
    (RunBudget, "session_tokens"): 1,
    (RunBudget, "session_usd"): 1e-9,
    (RunBudget, "on_exceed"): "warn",
    (HeadroomConfig, "cache_breakpoints"): CacheBreakpoints.AUTO,
    (HeadroomConfig, "report_dir"): PAGES.name,
    (ToolSchemas, "mode"): "off",
    (ToolSchemas, "keep"): ("f*",),
    (ToolSchemas, "least_tokens"): 5000,
    (ViewConfig, "enabled"): False,
    (ViewConfig, "budget_tokens"): 160,
    (ViewConfig, "exclude_tools"): ("look",),
    (ViewConfig, "budgets"): {"l*": 160},
    (ViewConfig, "page_tokens"): 500,
    (ViewConfig, "secret"): b"sixteen bytes or more",
    (ViewConfig, "store"): MemoryStore(),
}
CORE: dict[type, str] = {
    SmartCrusherConfig: "smart_crusher",
    RollingWindowConfig: "rolling_window",
    ViewConfig: "views",
}
PARTS = CORE | {ToolSchemas: "tool_schemas", RunBudget: "budget"}
BESIDE: dict[type, dict[str, Any]] = {
    ViewConfig: {"enabled": True, "budget_tokens": 100},
    ToolSchemas: {"mode": "on_demand", "least_tokens": 10},
    RunBudget: {"tokens": 1_000_000},
}
"""Settings under which another one is noticed: by default `compress` shows all."""
FIELDS = [(kind, field.name) for kind in (*PARTS, HeadroomConfig) for field in dataclasses.fields(kind)]


def sent_and_said(config: HeadroomConfig, limit: int | None) -> Any:
    try:
        result = compress(CONVERSATION, model_limit=limit, config=config)
    except HeadroomError as error:
        return repr(error)
    return result.messages, result.warnings


def billed(config: HeadroomConfig) -> Any:
    pytest.importorskip("agno", reason="what is billed is summed up for agno's models")
    from agno.models.message import Message
    from agno.run.agent import RunOutput

    from headroom.integrations.agno import HeadroomAgnoModel
    from headroom.testing import FakeModel

    model = HeadroomAgnoModel(FakeModel(["ok"]), config=config)
    model.invoke(messages=[Message(role="user", content="How much is it?")], run_response=RunOutput(run_id="run"))
    return model.get_savings_summary()["projected_cost_before"]


def observed(config: HeadroomConfig) -> Any:
    """What a caller notices under these settings."""
    alone = SmartCrusher(config.smart_crusher).crush(ADDRESSES)
    stays = RollingWindow(config.rolling_window).select([50] * 20, ["system", "user"] * 10, model_limit=700).tolist()
    return [alone, stays, *(sent_and_said(config, limit) for limit in LIMITS)]


def paged(config: HeadroomConfig) -> Any:
    """What the process's own store gives back of what was left out under these settings, a page."""
    [result] = openai_round(["call"], [ADDRESSES.replace("photos", "photos/" * 50)])[1:]
    compress([result], config=config, scope=f"{config.views.store!r}")
    address = _core.address(b"", f"{config.views.store!r}", result["content"])
    asked = HeadroomConfig(views=ViewConfig(page_tokens=config.views.page_tokens))
    return retrieve(address, config=asked, scope=f"{config.views.store!r}")


def offered(config: HeadroomConfig) -> Any:
    """The tools that an agent's model is sent under these settings."""
    pytest.importorskip("agno", reason="the tools are agno's")
    from agno.tools.function import Function

    from headroom.integrations.agno import HeadroomAgnoModel
    from headroom.testing import FakeModel

    query = {"type": "string", "description": "What to look for, in words. " * 20, "title": "Query"}
    parameters = {"type": "object", "properties": {"query": query}}
    find = Function(name="find", description="Find things.\n\n\n\nAll of them.", parameters=parameters)
    return HeadroomAgnoModel(FakeModel([]), config=config).tool_costs([find]).sent


def stopped(config: HeadroomConfig) -> str:
    """What ends a run under these settings."""
    pytest.importorskip("agno", reason="runs are agno's")
    from agno.models.message import Message
    from agno.run.agent import RunOutput

    from headroom.integrations.agno import HeadroomAgnoModel
    from headroom.testing import FakeModel

    model, run = HeadroomAgnoModel(FakeModel(["ok"]), config=config), RunOutput(run_id="run", session_id="session")
    try:
        return model.invoke(messages=[Message(role="user", content="How much is it?")], run_response=run).content or ""
    except HeadroomError as error:
        return str(error)


def ends_where_nothing_is_left(config: HeadroomConfig) -> bool:
    return "used up" in stopped(dataclasses.replace(config, budget=dataclasses.replace(config.budget, tokens=1)))


def marked(config: HeadroomConfig) -> Any:
    """What Claude's client is called with under these settings."""
    claude = pytest.importorskip("agno.models.anthropic", reason="the client is Anthropic's")
    from agno.models.message import Message

    from headroom.integrations.agno import HeadroomAgnoModel

    class Client:
        def __init__(self) -> None:
            self.messages = self
            self.called: list[Any] = []

        def create(self, **request: Any) -> None:
            self.called.append(request)
            raise RuntimeError("taken down")

        def is_closed(self) -> bool:
            return False

    client = Client()
    model = HeadroomAgnoModel(claude.Claude(id="claude-opus-5", client=client), config=config)
    said = [Message(role=role, content=ADDRESSES * 9) for role in ("user", "assistant", "user")]
    with pytest.raises(Exception, match="taken down"):
        model.invoke(messages=said, assistant_message=Message(role="assistant"))
    return client.called


def reported(config: HeadroomConfig) -> int:
    """How many pages there are after a run under these settings."""
    pytest.importorskip("jinja2", reason="pages are made with Jinja2")
    stopped(config)
    from headroom._report.live_pages import writer

    writer().submit(int).result()
    return len(list(Path(PAGES.name).iterdir()))


NOTICED: dict[str, Callable[[HeadroomConfig], Any]] = {
    "model_prices": billed,
    "cache_breakpoints": marked,
    "report_dir": reported,
    "page_tokens": paged,
    "store": paged,
    **dict.fromkeys(("tool_schemas", "mode", "keep", "least_tokens"), offered),
    **dict.fromkeys(("budget", "tokens", "usd", "session_tokens", "session_usd"), stopped),
    "on_exceed": ends_where_nothing_is_left,
}


def with_settings(kind: type, **others: Any) -> HeadroomConfig:
    values = BESIDE.get(kind, {}) | others
    return HeadroomConfig(**{PARTS[kind]: kind(**values)} if kind in PARTS else values)


@pytest.mark.parametrize(("kind", "name"), FIELDS, ids=[f"{kind.__name__}.{name}" for kind, name in FIELDS])
def test_another_value_is_noticed(kind: type, name: str):
    notice = NOTICED.get(name, observed)
    default = notice(with_settings(kind))  # before the other, which may leave something behind
    assert notice(with_settings(kind, **{name: OTHER[kind, name]})) != default


@pytest.mark.parametrize(("kind", "part"), CORE.items(), ids=CORE.values())
def test_a_part_has_the_settings_that_the_core_has(kind: type, part: str):
    settings, core = dataclasses.asdict(kind()), _core.defaults()[part]
    if kind is ViewConfig:  # whether a model can ask is known above the core, and so is where originals are kept
        assert (settings.pop("enabled"), core.pop("enabled")) == ("auto", False)
        settings = {name: value for name, value in settings.items() if name not in ("page_tokens", "secret", "store")}
    assert settings == core
