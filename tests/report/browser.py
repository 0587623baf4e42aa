"""A real browser without a window, asked over the pipe that DevTools talk over: nothing beside it is needed."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 60
EXECUTABLE = next(filter(None, map(shutil.which, NAMES)), None)
MISSING = "there is no Chromium (apt-get install chromium)"


class Page:
    """A page of a browser that reaches no server."""

    def __init__(self, asks: IO[bytes], answers: IO[bytes]) -> None:
        self._asks, self._answers = asks, answers
        self._number, self._read, self._session = 0, b"", ""
        self.events: list[dict[str, Any]] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable")

    def show(self, file: Path, width: int = 1280, height: int = 900, scheme: str = "light") -> None:
        """Load a file and wait for it."""
        self.events.clear()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", **size)
        self._ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._ask("Page.navigate", url=file.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._next()

    def value(self, script: str) -> Any:
        """Run a script of the test's, which the page's policy does not forbid. Returns what it comes to."""
        ran = self._ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in ran, ran
        return ran["result"].get("value")

    def faults(self) -> list[Any]:
        """What was said on the console, and what failed, since the page was shown."""
        told = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Network.loadingFailed")
        return [event for event in self.events if event["method"] in told]

    def requests(self) -> list[str]:
        """The addresses that were asked for since the page was shown, its own the first."""
        asked = [event["params"] for event in self.events if event["method"] == "Network.requestWillBeSent"]
        return [one["request"]["url"] for one in asked]

    def press(self, key: str, code: int) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            self._ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def picture(self, *, whole: bool = False) -> bytes:
        """A screenshot, as PNG."""
        taken = self._ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(taken["data"])

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        asked = {"id": self._number, "method": method, "params": parameters}
        asked |= {"sessionId": self._session} if self._session else {}
        left = json.dumps(asked).encode() + b"\0"
        while left:
            left = left[self._asks.write(left) :]
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer["error"]
                return answer["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            part = self._answers.read(1 << 20)
            assert part, "the browser has ended"
            self._read += part
        message, _, self._read = self._read.partition(b"\0")
        told = json.loads(message)
        if "method" in told:
            self.events.append(told)
        return told


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """Start a browser whose profile is in a folder, and close it."""
    assert EXECUTABLE is not None
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run")
    alone = ("--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder}", "--remote-debugging-pipe")
    piped = 'exec "$@" 3<&0 4>&1 0</dev/null 1>/dev/null'  # the browser reads from 3 and writes to 4
    process = subprocess.Popen(
        ["sh", "-c", piped, "sh", EXECUTABLE, *flags, *alone],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    )
    try:
        yield Page(process.stdin, process.stdout)
        process.stdin.write(b'{"id": 0, "method": "Browser.close"}\0')  # so that it has written its last when it ends
        process.wait(SECONDS)
    finally:
        process.kill()
        process.wait(SECONDS)
