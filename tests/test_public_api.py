"""The names that users may rely on, and what importing them costs."""

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import headroom
import headroom.stores
from headroom import _core
from headroom._extras import how_to_install

CONTRACT = {
    "compress": "(messages, model='gpt-4o', *, config=None, model_limit=None, scope='')",
    "acompress": "(messages, model='gpt-4o', *, config=None, model_limit=None, scope='')",
    "expand": "(text, messages=(), *, store=None, secret=None, scope='')",
    "expand_messages": "(messages, *, store=None, secret=None, scope='')",
    "retrieve": "(address, query=None, rows=None, fields=None, lines=None, "
    "*, messages=(), model='gpt-4o', config=None, scope='')",
    "aretrieve": "(address, query=None, rows=None, fields=None, lines=None, "
    "*, messages=(), model='gpt-4o', config=None, scope='')",
    "count_tokens": "(text_or_messages, model='gpt-4o', *, tools=None)",
    "count_tokens_batch": "(texts, model='gpt-4o', *, threads=None)",
    "count_till_limit": "(text, limit, model='gpt-4o')",
    "wrap": "(client, *, config=None, scope='')",
    "savings_of": "(client)",
    "tool_costs": "(tools, model='gpt-4o', *, schemas=None)",
    "ToolSchemas": "(mode='off', keep=(), least_tokens=4000)",
    "fits": "(text_or_messages, budget, model='gpt-4o', *, tools=None)",
    "SmartCrusher": "(config=None)",
    "SmartCrusher.crush": "(self, content, model='gpt-4o')",
    "SmartCrusher.crush_batch": "(self, contents, model='gpt-4o', *, threads=None)",
    "RollingWindow": "(config=None)",
    "RollingWindow.apply": "(self, messages, model='gpt-4o', model_limit=None)",
    "SmartCrusherConfig": "(enabled=True, compact=False, exclude_tools=(), exclude_roles=(), "
    "level=<CrushLevel.AUTO: 'auto'>)",
    "ModelPrice": "(input, cache_read=None, cache_write=None, cache_write_hour=None, smallest_prefix=1024, "
    "automatic=True, steps=(), cache_block=1, output=None, output_steps=None)",
    "RunBudget": "(tokens=None, usd=None, session_tokens=None, session_usd=None, on_exceed=<OnExceed.STOP: 'stop'>)",
    "BudgetExceededError": "(scope, unit, limit, spent, reserved, needed, model, member=None)",
    "stores.MemoryStore": "(max_bytes=268435456, *, expires_after=None, clock=<built-in function monotonic>)",
    "stores.SQLiteStore": "(path, *, expires_after=None, max_bytes=None, clock=<built-in function time>)",
    "stores.RedisStore": "(server, *, expires_after=None, prefix='headroom:')",
    "stores.Encrypted": "(store, key)",
    "stores.Originals": "(store, secret=None)",
    "stores.Originals.put": "(self, scope, text)",
    "stores.Originals.get": "(self, scope, address)",
    "stores.Store.get": "(self, key)",
    "stores.Store.put": "(self, key, text)",
    "stores.Store.hold": "(self, keys)",
    "RollingWindowConfig": "(enabled=True, keep_system=True, keep_last_turns=2, output_buffer_tokens=4000, "
    "low_water_percent=70, policy=<WindowPolicy.DROP_TURNS: 'drop_turns'>)",
    "ViewConfig": "(enabled='auto', budget_tokens=1500, exclude_tools=(), budgets=<factory>, page_tokens=1000, "
    "secret=None, store=None)",
}

FIELDS = {
    "CompressResult": [
        "messages", "tokens_before", "tokens_after", "tokens_saved", "savings_percent", "transforms_applied",
        "decisions", "tools",
    ],
    "CrushResult": [
        "compressed", "original", "was_modified", "strategy", "tokens_before", "tokens_after", "lossless",
    ],
    "TokenCount": ["value", "exact", "low", "high", "method"],
    "ToolCost": ["name", "before", "after", "ours"],
    "ToolCosts": ["tools", "before", "after", "sent", "framing_tokens", "tokens_saved"],
    "Decision": ["index", "action", "reason", "tokens_before", "tokens_after", "lossless"],
    "HeadroomMode": ["AUDIT", "SIMULATE", "OPTIMIZE"],
    "OnExceed": ["WARN", "STOP"],
}  # fmt: skip


def named(path: str) -> Any:
    found: Any = headroom
    for name in path.split("."):
        found = getattr(found, name)
    return found


def signature(function: Any) -> str:
    parameters = inspect.signature(function).parameters.values()
    plain = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in parameters]
    return str(inspect.Signature(plain))


def in_a_fresh_process(script: str) -> str:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(("path", "expected"), CONTRACT.items())
def test_signatures_are_the_contracts(path: str, expected: str):
    assert signature(named(path)) == expected


@pytest.mark.parametrize(("name", "fields"), FIELDS.items())
def test_results_have_the_contracts_fields(name: str, fields: list[str]):
    kind = getattr(headroom, name)
    known = {*dir(kind), *getattr(kind, "__dataclass_fields__", {})}
    assert known >= set(fields)


def test_the_settings_have_the_contracts_fields():
    parameters = inspect.signature(headroom.HeadroomConfig).parameters
    assert list(parameters)[:3] == ["default_mode", "smart_crusher", "rolling_window"]
    assert {"model_context_limits", "strict", "model_prices", "views", "tool_schemas", "budget"} <= set(parameters)
    assert {"model_context_limits", "strict", "model_prices", "views", "tool_schemas", "cache_breakpoints"} <= set(
        parameters
    )


def test_everything_public_is_listed_and_documented():
    assert headroom.__all__ == sorted(headroom.__all__)
    assert set(headroom.__all__) <= set(dir(headroom))
    assert all(inspect.getdoc(getattr(headroom, name)) for name in set(headroom.__all__) - {"__version__"})


def test_what_type_checkers_import_is_what_is_imported_when_it_is_asked_for():
    tree = ast.parse(Path(headroom.__file__).read_text("utf-8"))
    checked = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and "headroom._" in str(node.module)]
    names = {alias.name: node.module for node in checked for alias in node.names}
    assert sorted(names) == headroom.__all__
    assert all(getattr(headroom, name) is getattr(import_module(home), name) for name, home in names.items())
    with pytest.raises(AttributeError, match="'headroom' has no attribute 'compres'"):
        headroom.compres  # noqa: B018


def test_importing_headroom_imports_what_is_asked_for_alone():
    script = "import sys, headroom; print([name for name in sys.modules if name.startswith('headroom.')])"
    assert in_a_fresh_process(script) == "['headroom._core', 'headroom._installation']"


def test_every_store_is_listed_and_documented():
    names = headroom.stores.__all__
    assert names == sorted(names)
    assert set(names) <= set(dir(headroom.stores))
    kinds = [getattr(headroom.stores, name) for name in names]
    methods = [member for kind in kinds for name, member in vars(kind).items() if not name.startswith("_")]
    assert all(map(inspect.getdoc, [*kinds, *methods]))
    with pytest.raises(AttributeError, match="has no attribute 'FileStore'"):
        named("stores.FileStore")


def test_every_module_lists_what_it_exports():
    package = Path(headroom.__file__).parent
    for path in (*package.glob("_*.py"), *package.glob("_*/[!_]*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        names = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        assert "__all__" in names, path.name


@pytest.mark.parametrize("module", ["sqlite3", "redis", "cryptography", "asyncio", "logging", "hashlib"])
def test_importing_the_stores_does_not_import(module: str):
    assert in_a_fresh_process(f"import sys, headroom.stores; print({module!r} in sys.modules)") == "False"


@pytest.mark.parametrize(
    ("package", "name", "extra"), [("redis", "RedisStore", "redis"), ("cryptography", "Encrypted", "encryption")]
)
def test_a_store_whose_package_is_missing_says_what_to_install(package: str, name: str, extra: str):
    script = f"""
import sys
sys.modules[{package!r}] = None
from headroom.stores import MemoryStore, SQLiteStore
try:
    from headroom.stores import {name}
except ModuleNotFoundError as missing:
    print(missing.name, missing)
"""
    said = f"{package} {package} is not installed: {how_to_install(extra)}"
    assert in_a_fresh_process(script) == said


@pytest.mark.parametrize(
    "module", ["numpy", "agno", "asyncio", "logging", "concurrent.futures", "urllib", "socket", "sqlite3"]
)
def test_importing_headroom_does_not_import(module: str):
    assert in_a_fresh_process(f"import sys; from headroom import *; print({module!r} in sys.modules)") == "False"


def test_importing_and_compressing_needs_no_network_and_writes_nothing():
    script = """
import sys
touched = []
def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "subprocess.", "os.mkdir", "os.rename", "os.remove", "shutil.")):
        touched.append(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        touched.append(arguments)
sys.dont_write_bytecode = True
sys.addaudithook(watch)
import headroom
headroom.compress([{"role": "user", "content": '[{"a": 1}, {"a": 2}]'}])
headroom.count_tokens("text", "gpt-4")
headroom.count_till_limit("text", 3, "gpt-4")
headroom.fits("text", 3, "claude-sonnet-4-5")
print(touched)
"""
    assert in_a_fresh_process(script) == "[]"


def test_the_integrations_import_without_agno():
    script = """
import sys
sys.modules["agno"] = None
from headroom.integrations import agno_available
print(agno_available())
"""
    assert in_a_fresh_process(script) == "False"


def stub() -> ast.Module:
    return ast.parse(Path(_core.__file__).with_name("_core.pyi").read_text("utf-8"))


def test_the_stub_and_the_extension_agree_on_names():
    stubbed = {node.name for node in stub().body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    assert stubbed == {name for name in dir(_core) if not name.startswith("_")}


@pytest.mark.parametrize("kind", [_core.Settings, _core.Plan])
def test_the_stub_and_the_classes_agree_on_members(kind: type):
    [described] = [node for node in stub().body if isinstance(node, ast.ClassDef) and node.name == kind.__name__]
    members = {node.name for node in described.body if isinstance(node, ast.FunctionDef)} - {"__new__"}
    assert members == {name for name in dir(kind) if not name.startswith("_")}
    assert any(isinstance(decorator, ast.Name) and decorator.id == "final" for decorator in described.decorator_list)


@pytest.mark.parametrize(
    "instance", [headroom.HeadroomConfig().settings(), _core.plan([], "gpt-4o", headroom.HeadroomConfig().settings())]
)
def test_the_extensions_classes_are_frozen(instance: Any):
    with pytest.raises((AttributeError, TypeError)):
        instance.window = False
    with pytest.raises((AttributeError, TypeError)):
        instance.anything = 1
    with pytest.raises(TypeError):
        type("Derived", (type(instance),), {})


def test_the_extension_says_its_version():
    assert headroom.__version__ == _core.__version__
    assert headroom.__version__.count(".") == 2
