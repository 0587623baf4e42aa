"""The systems that are compared, and a virtual environment of its own for each."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import venv
from pathlib import Path
from typing import NamedTuple

HOME = Path(".venv-peers")


class System(NamedTuple):
    """A system under its documented settings."""

    name: str
    environment: str
    requirement: str
    adapter: str
    """The function of ``runner.py`` that drives it."""
    note: str
    way_back: str
    """What turns the sent text into the original again."""


def systems(wheel: str) -> list[System]:
    """Everything that is compared, ours last."""
    preset, llmtrim = "`compress(request, OPEN_AI, {!r})`", ("llmtrim", "llmtrim==0.13.7")
    back, theirs = "`json.loads`", "`expand_compacted`, CCR store"
    return [
        System("minified JSON", "json", "", "minified", "`json.dumps` without white space, nothing else", back),
        System(
            "headroom-ai",
            "headroom-0.42",
            "headroom-ai==0.42.0",
            "headroom_042",
            "0.42.0, `compress(messages)`",
            theirs,
        ),
        System("llmtrim safe", *llmtrim, "llmtrim_safe", "0.13.7, " + preset.format("safe"), "none"),
        System("llmtrim agent", *llmtrim, "llmtrim_agent", "0.13.7, " + preset.format("agent"), "none"),
        System("TOON", "toon", "toon-format", "toon", "`encode(value)`: documents only, parsing not timed", "`decode`"),
        System(
            "distil-llm", "distil-llm", "distil-llm==1.58.0", "distil", "1.58.0, `compress_messages`", "`expand_handle`"
        ),
        System("terse-mcp", "terse-mcp", "terse-mcp==0.45.1", "terse", "0.45.1, `compress(value)`", "`decompress`"),
        System("secondwind", "secondwind", "secondwind==0.5.1", "secondwind", "0.5.1, `Session().rewrite`", "none"),
        System("cut-off head", "tiktoken", "tiktoken", "head", "the first 1,500 tokens of each result", "none"),
        System("Headroom", "ours", wheel, "ours", "`compress(messages)`", "`expand`"),
        System("Headroom, views", "ours", wheel, "ours_views", "with `ViewConfig(enabled=True)`", "`expand`, store"),
    ]


class Counter(NamedTuple):
    """A token counter."""

    name: str
    environment: str
    requirement: str
    adapter: str


def counters(wheel: str) -> list[Counter]:
    """The token counters that are compared, ours last."""
    return [
        Counter("tiktoken", "tiktoken", "tiktoken", "tiktoken"),
        Counter("quicktok-v1 0.4.0", "quicktok", "quicktok-v1==0.4.0", "quicktok"),
        Counter("toktok-rs 0.3.0", "toktok", "toktok-rs==0.3.0", "toktok"),
        Counter("gigatoken 0.10.0", "gigatoken", "gigatoken==0.10.0 tiktoken", "gigatoken"),
        Counter("Headroom", "ours", wheel, "ours_counting"),
    ]


def judge_environment() -> Path:
    """Where the judge's vocabulary lies: litellm carries it under tiktoken's cache name, so no network is needed."""
    python = environment("vocabulary", "litellm")
    place = "import litellm.litellm_core_utils as m, os; print(os.path.join(list(m.__path__)[0], 'tokenizers'))"
    environ = settings(str(HOME))
    found = subprocess.run([python, "-c", place], capture_output=True, text=True, env=environ, check=True)
    return Path(found.stdout.strip().splitlines()[-1])


def environment(name: str, requirement: str) -> Path:
    """The Python of a system's environment, made and filled where that has not been done yet.

    Raises:
        RuntimeError: it cannot be installed; the text says why.
    """
    folder = HOME / name
    python, stamp = folder / "bin" / "python", folder / "requirement"
    wanted = _identity(requirement)
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=bool(requirement))
    if requirement:
        _install(python, requirement)
    stamp.write_text(wanted)
    return python


def _identity(requirement: str) -> str:
    """A wheel under development keeps its name, so its content tells."""
    is_file = requirement.endswith(".whl")
    return hashlib.sha256(Path(requirement).read_bytes()).hexdigest() if is_file else requirement


def _install(python: Path, requirement: str) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirement.split()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"cannot be installed: {done.stderr.strip().splitlines()[-1][:200]}")


def settings(home: str) -> dict[str, str]:
    """What a system sees: no network chatter, and an empty home, because headroom-ai keeps what it was given there."""
    quiet = {"HEADROOM_TELEMETRY": "off", "LITELLM_LOCAL_MODEL_COST_MAP": "True", "PYTHONIOENCODING": "utf-8"}
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, **quiet, "HOME": home}
