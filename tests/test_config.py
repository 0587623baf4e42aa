"""Every setting: what it changes, and which values it refuses."""

import ast
import copy
import dataclasses
import inspect
import json
import pickle
from typing import Any

import pytest

import headroom
from headroom import (
    BudgetError,
    ConfigurationError,
    HeadroomConfig,
    HeadroomMode,
    ModelPrice,
    RollingWindow,
    RollingWindowConfig,
    SmartCrusher,
    SmartCrusherConfig,
    ViewConfig,
    WindowPolicy,
    _core,
    compress,
)
from headroom.stores import MemoryStore

ROWS = json.dumps([{"id": index, "name": "x"} for index in range(20)])
TURNS = [
    message
    for number in range(6)
    for message in ({"role": "user", "content": f"{number} " + "word " * 90}, {"role": "assistant", "content": "ok"})
]
SYSTEM = {"role": "system", "content": "You are helpful."}


def sent(messages: list[dict[str, Any]], limit: int | None = None, **settings: Any) -> list[dict[str, Any]]:
    return compress(messages, model_limit=limit, config=HeadroomConfig(**settings)).messages


def tight(**settings: Any) -> RollingWindowConfig:
    return RollingWindowConfig(**{"output_buffer_tokens": 0, "keep_last_turns": 1, **settings})


def test_the_defaults_are_the_cores():
    core, config = _core.defaults(), HeadroomConfig()
    crusher = {"enabled": True, "compact": False, "exclude_tools": (), "exclude_roles": (), "level": "auto"}
    assert dataclasses.asdict(config.smart_crusher) == core["smart_crusher"] == crusher
    assert dataclasses.asdict(config.rolling_window) == core["rolling_window"]
    views = dataclasses.asdict(config.views)
    assert {name: views[name] for name in core["views"] if name != "enabled"} == {
        "budget_tokens": 1500, "exclude_tools": (), "budgets": {},
    }  # fmt: skip
    assert config.repeats is core["repeats"] is True
    assert config.rolling_window == RollingWindowConfig(True, True, 2, 4000)
    assert (config.default_mode, config.model_context_limits, config.strict) == (HeadroomMode.OPTIMIZE, {}, False)


def test_the_policies_are_the_cores():
    for policy in WindowPolicy:
        assert isinstance(RollingWindowConfig(policy=policy).policy, WindowPolicy)
        HeadroomConfig(rolling_window=RollingWindowConfig(policy=policy)).settings()


def test_under_audit_the_core_rewrites_nothing():
    messages = [*TURNS, {"role": "user", "content": ROWS}]
    result = compress(messages, model_limit=400, config=HeadroomConfig(default_mode="audit"))
    assert result.messages == messages
    assert (result.tokens_before, result.transforms_applied) == (result.tokens_after, [])


def test_default_mode_decides_whether_anything_is_sent_otherwise():
    messages = [{"role": "user", "content": ROWS}]
    assert sent(messages) != messages
    assert sent(messages, default_mode="simulate") == messages
    assert sent(messages, default_mode=HeadroomMode.AUDIT) == messages


def test_smart_crusher_enabled_decides_whether_texts_are_rewritten():
    messages = [{"role": "user", "content": ROWS}]
    assert sent(messages, smart_crusher=SmartCrusherConfig(enabled=False)) == messages
    assert SmartCrusher(SmartCrusherConfig(enabled=True)).crush(ROWS).was_modified
    assert not SmartCrusher(SmartCrusherConfig(enabled=False)).crush(ROWS).was_modified


def test_smart_crusher_compact_decides_whether_affixes_are_stated_once():
    plain, compact = SmartCrusher(), SmartCrusher(SmartCrusherConfig(compact=True))
    addresses = json.dumps(
        [{"address": f"https://example.org/users/{name}.html"} for name in "abcdefghijklmnopqrstuvwxyz"]
    )
    assert "https://example.org/users/k.html" in plain.crush(addresses).compressed
    shorter = compact.crush(addresses).compressed
    assert shorter.startswith('[26 rows: address="https://example.org/users/"*".html"\na\nb\n')
    assert headroom.expand(shorter) == plain_json(addresses)
    messages = [{"role": "user", "content": addresses}]
    assert sent(messages, smart_crusher=SmartCrusherConfig(compact=True)) == [{"role": "user", "content": shorter}]


def plain_json(text: str) -> str:
    return json.dumps(json.loads(text), separators=(",", ":"))


def test_rolling_window_enabled_decides_whether_turns_leave():
    assert len(sent(TURNS, 400, rolling_window=tight())) < len(TURNS)
    assert sent(TURNS, 400, rolling_window=tight(enabled=False)) == TURNS


def test_keep_system_decides_whether_instructions_leave():
    messages = [SYSTEM, *TURNS]
    assert sent(messages, 400, rolling_window=tight())[0] is SYSTEM
    assert SYSTEM not in sent(messages, 400, rolling_window=tight(keep_system=False))


@pytest.mark.parametrize("turns", [1, 2, 5])
def test_keep_last_turns_decides_how_many_stay_in_any_case(turns: int):
    window = tight(keep_last_turns=turns, low_water_percent=95)
    first, *others = sent(TURNS, 100 * turns, rolling_window=window)  # less than they take
    assert first["content"].endswith(TURNS[-2 * turns]["content"])
    assert others == TURNS[-2 * turns + 1 :]


def test_output_buffer_tokens_are_kept_free():
    assert sent(TURNS, 1000, rolling_window=tight(output_buffer_tokens=0)) == TURNS
    assert len(sent(TURNS, 1000, rolling_window=tight(output_buffer_tokens=600))) < len(TURNS)
    stays = RollingWindow(tight(output_buffer_tokens=600)).select([300, 300], model_limit=1000)
    assert stays.tolist() == [False, True]


def test_model_context_limits_stand_in_for_the_built_in_table():
    limits = {"gpt-4o": 400}
    assert len(sent(TURNS, rolling_window=tight(), model_context_limits=limits)) < len(TURNS)
    assert sent(TURNS, rolling_window=tight(), model_context_limits={"another": 400}) == TURNS
    assert sent(TURNS, 5000, rolling_window=tight(), model_context_limits=limits) == TURNS


def test_strict_raises_what_is_a_warning_otherwise():
    with pytest.raises(BudgetError):
        sent(TURNS, 20, rolling_window=tight(), strict=True)
    assert compress(TURNS, model_limit=20, config=HeadroomConfig(rolling_window=tight())).warnings


NO_BOOLEANS = [None, 0, 1, "true", "yes"]
NO_COUNTS = [None, -1, 1.0, "2", True, 2**70]


@pytest.mark.parametrize("value", NO_BOOLEANS)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (SmartCrusherConfig, "enabled"),
        (RollingWindowConfig, "enabled"),
        (RollingWindowConfig, "keep_system"),
        (HeadroomConfig, "strict"),
    ],
)
def test_booleans_are_booleans(kind: Any, name: str, value: Any):
    with pytest.raises(ConfigurationError, match=name):
        kind(**{name: value})


@pytest.mark.parametrize("value", NO_COUNTS)
@pytest.mark.parametrize("name", ["keep_last_turns", "output_buffer_tokens"])
def test_counts_are_whole_numbers_within_bounds(name: str, value: Any):
    with pytest.raises(ConfigurationError, match=name):
        RollingWindowConfig(**{name: value})


def test_at_least_one_turn_stays():
    with pytest.raises(ConfigurationError, match="keep_last_turns is between 1"):
        RollingWindowConfig(keep_last_turns=0)
    assert RollingWindowConfig(output_buffer_tokens=0).output_buffer_tokens == 0


@pytest.mark.parametrize("value", [None, "fast", 1, [], HeadroomMode])
def test_a_mode_is_one_of_three(value: Any):
    with pytest.raises(ConfigurationError, match="default_mode is one of audit, simulate, optimize"):
        HeadroomConfig(default_mode=value)


@pytest.mark.parametrize("name", ["smart_crusher", "rolling_window", "views"])
@pytest.mark.parametrize("value", [None, True, {"enabled": True}, HeadroomMode.AUDIT])
def test_parts_are_their_own_settings(name: str, value: Any):
    with pytest.raises(ConfigurationError, match=name):
        HeadroomConfig(**{name: value})


@pytest.mark.parametrize(
    "value",
    [None, [], "gpt-4o", {"gpt-4o": 0}, {"gpt-4o": "8k"}, {"gpt-4o": 1.5}, {4: 8000}, {"a": True}, {"a": 2**70}],
)
def test_context_limits_map_model_ids_to_tokens(value: Any):
    with pytest.raises(ConfigurationError, match="model_context_limits"):
        HeadroomConfig(model_context_limits=value)


@pytest.mark.parametrize("kind", [SmartCrusherConfig, RollingWindowConfig, ViewConfig, HeadroomConfig])
def test_settings_are_frozen_and_compare_by_value(kind: Any):
    assert kind() == kind()
    assert hash(kind()) == hash(kind())
    assert pickle.loads(pickle.dumps(kind())) == kind()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(kind(), dataclasses.fields(kind)[0].name, None)


@pytest.mark.parametrize("value", [None, 0, 1, "true", "AUTO", "on"])
def test_views_are_on_off_or_auto(value: Any):
    with pytest.raises(ConfigurationError, match=r"ViewConfig\.enabled is True, False or 'auto'"):
        ViewConfig(enabled=value)


@pytest.mark.parametrize("value", [*NO_COUNTS, 0, 99])
@pytest.mark.parametrize("name", ["budget_tokens", "page_tokens"])
def test_views_and_pages_have_room_for_more_than_their_header(name: str, value: Any):
    with pytest.raises(ConfigurationError, match=name):
        ViewConfig(**{name: value})


def test_a_page_holds_at_least_a_line():
    with pytest.raises(ConfigurationError, match="page_tokens is between 500"):
        ViewConfig(page_tokens=499)


@pytest.mark.parametrize(
    "value", [None, [], "read", {"read": 99}, {"read": "200"}, {4: 200}, {"a": True}, {"a": 2**70}]
)
def test_budgets_map_tools_to_tokens(value: Any):
    with pytest.raises(ConfigurationError, match=r"ViewConfig\.budgets"):
        ViewConfig(budgets=value)


@pytest.mark.parametrize("value", ["secret" * 4, b"", b"fifteen bytes!!"])
def test_a_secret_is_bytes_enough(value: Any):
    with pytest.raises(ConfigurationError, match="at least 16 random bytes"):
        ViewConfig(secret=value)


@pytest.mark.parametrize("value", [{}, "store.db", MemoryStore])
def test_a_store_is_a_store(value: Any):
    with pytest.raises(ConfigurationError, match=r"ViewConfig\.store is a Store, not"):
        ViewConfig(store=value)


def test_a_secret_is_neither_shown_nor_in_the_fingerprint():
    config = HeadroomConfig(views=ViewConfig(secret=b"not to be printed"))
    assert "not to be printed" not in repr(config) + config.fingerprint()


def test_where_originals_are_kept_changes_nothing_that_is_sent():
    elsewhere = HeadroomConfig(views=ViewConfig(page_tokens=500, store=MemoryStore()))
    assert elsewhere.fingerprint() == HeadroomConfig().fingerprint()


OTHER_VIEWS = [
    ViewConfig(enabled=True),
    ViewConfig(budget_tokens=100),
    ViewConfig(exclude_tools=("read",)),
    ViewConfig(budgets={"read": 100}),
    ViewConfig(secret=b"sixteen bytes or more"),
]
MAPPINGS = [("model_context_limits", 1000, 1), ("model_prices", ModelPrice(2.5), ModelPrice(1.0))]


@pytest.mark.parametrize(("name", "value", "other"), MAPPINGS)
def test_the_mappings_given_are_copied(name: str, value: Any, other: Any):
    given = {"gpt-4o": value}
    config = HeadroomConfig(**{name: given})
    given["gpt-4o"] = other
    assert getattr(config, name) == {"gpt-4o": value}


@pytest.mark.parametrize(("name", "value", "other"), MAPPINGS)
@pytest.mark.parametrize(
    "change",
    [
        lambda mapping, other: mapping.update(a=other),
        lambda mapping, other: mapping.setdefault("b", other),
        lambda mapping, other: mapping.pop("a"),
        lambda mapping, other: mapping.popitem(),
        lambda mapping, other: mapping.clear(),
        lambda mapping, other: mapping.__setitem__("a", other),
        lambda mapping, other: mapping.__delitem__("a"),
        lambda mapping, other: mapping.__ior__({"a": other}),
    ],
)
def test_the_mappings_of_a_configuration_cannot_be_changed(name: str, value: Any, other: Any, change: Any):
    mapping = getattr(HeadroomConfig(**{name: {"a": value}}), name)
    with pytest.raises(TypeError, match="cannot be changed"):
        change(mapping, other)
    assert mapping == {"a": value}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_mappings_are_copied_pickled_and_written_like_dicts(protocol: int):
    config = HeadroomConfig(model_context_limits={"a": 1}, model_prices={"a": ModelPrice(2.5)})
    for other in (pickle.loads(pickle.dumps(config, protocol)), copy.copy(config), copy.deepcopy(config)):
        assert other == config
        assert hash(other) == hash(config)
        assert other.fingerprint() == config.fingerprint()
        for name, _, changed in MAPPINGS:
            with pytest.raises(TypeError, match="cannot be changed"):
                getattr(other, name)["a"] = changed
    assert dataclasses.replace(config, strict=True).model_prices == {"a": ModelPrice(2.5)}
    assert json.loads(json.dumps(dataclasses.asdict(config)))["model_context_limits"] == {"a": 1}
    assert "model_context_limits={'a': 1}" in repr(config)


@pytest.mark.parametrize(("name", "value", "other"), MAPPINGS)
def test_configurations_compare_by_what_their_mappings_hold(name: str, value: Any, other: Any):
    configs = [HeadroomConfig(**{name: {"a": held}}) for held in (value, value, other)]
    assert configs[0] == configs[1] != configs[2]
    assert len(set(configs)) == 2


def test_a_fingerprint_tells_settings_apart():
    variants = [
        HeadroomConfig(),
        HeadroomConfig(strict=True),
        HeadroomConfig(default_mode="audit"),
        HeadroomConfig(smart_crusher=SmartCrusherConfig(enabled=False)),
        HeadroomConfig(rolling_window=RollingWindowConfig(keep_last_turns=3)),
        HeadroomConfig(model_context_limits={"a": 1}),
        HeadroomConfig(model_context_limits={"a": 2}),
        *[HeadroomConfig(views=views) for views in OTHER_VIEWS],
    ]
    assert len({config.fingerprint() for config in variants}) == len(variants)
    in_another_order = [
        HeadroomConfig(model_context_limits=dict(pairs)) for pairs in ([("a", 1), ("b", 2)], [("b", 2), ("a", 1)])
    ]
    assert in_another_order[0].fingerprint() == in_another_order[1].fingerprint()


@pytest.mark.parametrize("settings", [HeadroomConfig, RollingWindowConfig, SmartCrusherConfig, ViewConfig])
def test_type_checkers_are_told_of_every_setting(settings: type):
    [described] = ast.parse(inspect.getsource(settings)).body
    [init] = [node for node in ast.walk(described) if isinstance(node, ast.FunctionDef) and node.name == "__init__"]
    told = [argument.arg for argument in init.args.args[1:]]
    assert told == [field.name for field in dataclasses.fields(settings)]
    assert len(init.args.defaults) == len(told)
