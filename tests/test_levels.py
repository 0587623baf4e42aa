"""How much a reader of rewritten JSON has to put together goes by the model, unless the settings say."""

import json
from dataclasses import replace
from typing import Any

import pytest

from headroom import ConfigurationError, CrushLevel, HeadroomConfig, SmartCrusher, SmartCrusherConfig, compress, expand
from headroom._models.info import model_info

NOTE = "Please leave it with the neighbours at number three. " * 4
ORDERS = json.dumps(
    {
        "orders": [
            {"order_id": number * number}
            | ({"coupon": f"{number}-{number * 7}"} if number % 2 else {})
            | {
                "customer": f"customer {number % 3}",
                "paid": number % 2 == 0,
                "currency": "EUR",
                "channel": "web",
                "gift": False,
            }
            for number in range(1, 13)
        ],
        "note": NOTE,
        "answer": [NOTE],
    },
    separators=(",", ":"),
)
MODELS = {
    "gpt-4o": "default",
    "claude-sonnet-4-5": "default",
    "gemini-2.5-flash-lite": "default",
    "gpt-4.1-nano": "default",
    "groq/llama-3.3-70b-versatile": "default",
    "a model nobody knows": "default",
    "qwen2.5-coder:1.5b": "plain",
    "Qwen/Qwen2.5-Coder-1.5B-Instruct": "plain",
    "fireworks/llama-v3p1-8b-instruct": "plain",
    "ollama/our-own-model": "plain",
    "hosted_vllm/our-own-model": "plain",
    "lmstudio:our-own-model": "plain",
    "somebody/their-own-model": "plain",
}


def sent(model: str = "gpt-4o", **settings: Any) -> Any:
    config = HeadroomConfig(smart_crusher=SmartCrusherConfig(**settings), strict=True)
    return compress([{"role": "user", "content": ORDERS}], model, config=config).messages[0]["content"]


@pytest.mark.parametrize(("model", "level"), MODELS.items(), ids=MODELS)
def test_a_model_gets_its_own_level(model: str, level: str):
    assert model_info(model).level == level
    assert sent(model) == sent(model, level="auto") == sent(model, level=level)
    assert SmartCrusher().crush(ORDERS, model).compressed == sent(model)


@pytest.mark.parametrize("level", ["plain", "default", "compact"])
@pytest.mark.parametrize("model", ["gpt-4o", "qwen2.5:0.5b"])
def test_the_settings_come_before_the_model(model: str, level: str):
    text = sent(model, level=level)
    assert ("order_id=1," in text) is (level == "plain")
    assert ("\n4,customer=customer 2,true\n" in text) is (level == "default")
    assert ("\n4,,2,true\n" in text) is (level == "compact")
    assert ("*1" in text) is (level != "plain")
    assert json.loads(expand(text)) == json.loads(ORDERS)


def test_no_level_is_another():
    texts = {sent(level=level) for level in ("plain", "default", "compact")}
    assert len(texts) == 3
    assert len(sent(level="plain")) > len(sent(level="default")) > len(sent(level="compact"))


def test_compact_is_short_for_the_compact_level():
    assert sent(compact=True) == sent(level="compact") == sent(level=CrushLevel.COMPACT) == sent(level="COMPACT")
    assert sent("qwen2.5:0.5b", compact=True) == sent("qwen2.5:0.5b", level="compact")
    assert sent(compact=True, level="compact") == sent(compact=True)
    compact = SmartCrusherConfig(compact=True)
    assert replace(compact, compact=False) == SmartCrusherConfig()


@pytest.mark.parametrize("level", ["plain", "default"])
def test_compact_and_another_level_are_refused(level: str):
    with pytest.raises(ConfigurationError, match=f"compact=True says another level than level='{level}'"):
        SmartCrusherConfig(compact=True, level=level)


def test_an_unknown_level_is_refused_with_those_there_are():
    with pytest.raises(ConfigurationError, match="level is one of auto, plain, default, compact, not 'tiny'"):
        SmartCrusherConfig(level="tiny")
