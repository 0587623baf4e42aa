"""Every setting does something: with another value something else is sent, said or billed.

The settings are found by the dataclasses' fields, so that one which is forgotten on its way into the core fails here.
"""

import dataclasses
import json
from typing import Any

import pytest

from headroom import (
    CrushLevel,
    HeadroomConfig,
    HeadroomError,
    HeadroomMode,
    ModelPrice,
    RollingWindow,
    RollingWindowConfig,
    SmartCrusher,
    SmartCrusherConfig,
    WindowPolicy,
    _core,
    compress,
)
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
}
PARTS: dict[type, str] = {SmartCrusherConfig: "smart_crusher", RollingWindowConfig: "rolling_window"}
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


def with_other(kind: type, name: str) -> HeadroomConfig:
    value = {name: OTHER[kind, name]}
    return HeadroomConfig(**{PARTS[kind]: kind(**value)} if kind in PARTS else value)


@pytest.mark.parametrize(("kind", "name"), FIELDS, ids=[f"{kind.__name__}.{name}" for kind, name in FIELDS])
def test_another_value_is_noticed(kind: type, name: str):
    notice = billed if name == "model_prices" else observed
    assert notice(with_other(kind, name)) != notice(HeadroomConfig())


@pytest.mark.parametrize(("kind", "part"), PARTS.items(), ids=PARTS.values())
def test_a_part_has_the_settings_that_the_core_has(kind: type, part: str):
    assert dataclasses.asdict(kind()) == _core.defaults()[part]
