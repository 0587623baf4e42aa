"""What a wheel must do where it is installed: `python smoke.py`, in an environment that has it and what it depends on.

Needs neither pytest nor this repository, so that it runs on every platform that a wheel is built for. What is wrong
ends it with an AssertionError.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata, util
from pathlib import Path

import headroom

LICENCES = {"LICENSE", "THIRD-PARTY-LICENSES.txt"}


def check_installed() -> None:
    """The package comes from the environment, in the version that its metadata names, with licences and parts lists."""
    folder = Path(headroom.__file__).parent
    assert folder.samefile(Path(sysconfig.get_path("platlib"), "headroom")), f"{folder} is not what was installed"
    assert headroom.__version__ == metadata.version("headroom-ai")
    files = {Path(file).name: file for file in metadata.files("headroom-ai") or [] if ".dist-info" in str(file)}
    assert files.keys() >= LICENCES, f"of {LICENCES} the wheel has {files.keys() & LICENCES}"
    assert [name for name in files if name.endswith(".cyclonedx.json")], "the wheel has no list of its parts"


def check_compressed(batch: int = 0) -> None:
    """A tool's result becomes shorter, and what was given comes back."""
    given = [{"id": number, "status": "shipped", "carrier": None, "batch": batch} for number in range(200)]
    called = {"id": "call_1", "type": "function", "function": {"name": "orders", "arguments": "{}"}}
    result = headroom.compress(
        [
            {"role": "user", "content": "Which orders were shipped?"},
            {"role": "assistant", "content": None, "tool_calls": [called]},
            {"role": "tool", "tool_call_id": "call_1", "content": str(given)},
        ]
    )
    assert result.tokens_after < 0.2 * result.tokens_before
    assert json.loads(headroom.expand_messages(result.messages)[2]["content"]) == given


def check_counted() -> None:
    """The vocabularies are inside."""
    counted = {model: headroom.count_tokens("Headroom, im Kopf", model) for model in ("gpt-4o", "gpt-4", "davinci")}
    assert [(count.value, count.exact) for count in counted.values()] == [(5, True), (6, True), (6, True)], counted


def check_threads() -> None:
    """Threads share one core; a free-threaded interpreter stays one."""
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(check_compressed, range(64)))
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        assert not sys._is_gil_enabled(), "importing the extension has enabled the GIL"


def check_command() -> None:
    """The command starts, and where agno is installed it runs its demonstration."""
    _headroom("doctor")
    if util.find_spec("agno"):
        assert "tool results stand there exactly" in _headroom("demo")


def _headroom(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", "headroom", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


if __name__ == "__main__":
    for check in (check_installed, check_compressed, check_counted, check_threads, check_command):
        check()
    print(f"headroom-ai {headroom.__version__} works on Python {sys.version.split()[0]}, {sysconfig.get_platform()}")
