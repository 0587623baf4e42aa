"""LiteLLM's proxy as a process of its own on this machine: no database, no network."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

ROOT = Path(__file__).parents[2]
KEY = "sk-of-the-tests-5f1c2d8e9a7b"
SECONDS_TO_START = 600
# One, since making one takes longer than most requests; no connection is kept, which the proxy might be closing.
CLIENT = httpx.Client(timeout=120, limits=httpx.Limits(max_keepalive_connections=0))


class Proxy(NamedTuple):
    """A proxy that is ready."""

    url: str
    folder: Path
    pid: int

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """Ask it as curl would."""
        return self._answer(path, body, headers).json()

    def recorded(self, path: str, body: Any, **headers: str) -> dict[str, Any]:
        """Ask it, and give what the recorder has written of this very request, which is behind the answer."""
        call_id = self._answer(path, body, headers).headers["x-litellm-call-id"]
        found: dict[str, Any] = until(lambda: _record(self.folder / "records.jsonl", call_id), "the proxy's account")
        return found

    def _answer(self, path: str, body: Any, headers: Mapping[str, str]) -> httpx.Response:
        given = {"authorization": f"Bearer {KEY}", **{name.replace("_", "-"): text for name, text in headers.items()}}
        answer = CLIENT.post(f"{self.url}{path}", json=body, headers=given)
        assert answer.status_code == 200, answer.text
        return answer


@contextmanager
def proxy(folder: Path, config: Mapping[str, Any], **environment: str) -> Iterator[Proxy]:
    """Start a proxy with this configuration, in this folder, until the end of the block."""
    settings = {**config, "general_settings": {"master_key": KEY, **config.get("general_settings", {})}}
    (folder / "config.yaml").write_text(json.dumps(settings))  # which is YAML, too
    command = [sys.executable, "-m", "litellm.proxy.proxy_cli", "--config", "config.yaml", "--host", "127.0.0.1"]
    url = f"http://127.0.0.1:{(port := free_port())}"
    with process([*command, "--port", str(port)], folder, f"{url}/health/liveliness", **environment) as pid:
        yield Proxy(url, folder, pid)


@contextmanager
def process(command: list[str], folder: Path, ready: str, **environment: str) -> Iterator[int]:
    """Run a command in a folder until the end of the block, which begins when it answers at the address `ready`.

    Gives the process's id.
    """
    paths = os.pathsep.join(map(str, (ROOT / "python", ROOT)))
    given = {**os.environ, "PYTHONPATH": paths, "LITELLM_LOCAL_MODEL_COST_MAP": "True", **environment}
    with (folder / "log.txt").open("w") as log:
        running = subprocess.Popen(command, cwd=folder, env=given, stdout=log, stderr=log)
        try:
            until(lambda: running.poll() is not None or _answers(ready), "the process to be ready", SECONDS_TO_START)
            assert running.poll() is None, (folder / "log.txt").read_text()[-4000:]
            yield running.pid
        finally:
            running.terminate()
            running.wait(30)


def until(found: Any, what: str, seconds: float = 60) -> Any:
    """Wait for `found` to find something."""
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.05)
    return value


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _answers(address: str) -> bool:
    try:
        return CLIENT.get(address, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _record(path: Path, call_id: str) -> dict[str, Any] | None:
    whole = path.read_text().rpartition("\n")[0] if path.exists() else ""
    records: list[dict[str, Any]] = [json.loads(line) for line in whole.splitlines()]
    return next((record for record in records if record["call_id"] == call_id), None)
