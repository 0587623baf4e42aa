"""The commands on the page of the router do what they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from inspect import signature

import pytest

pytest.importorskip("fastapi", reason="the router is FastAPI's")
pytest.importorskip("uvicorn", reason="the page serves with uvicorn")

from headroom.integrations.openai_api import router
from tests.docs.pages import ROOT, blocks
from tests.http_server import serving
from tests.provider_stub import ANSWER, Call, running

PAGE = ROOT / "docs" / "agents.md"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_is_answered_as_the_page_says(monkeypatch):
    [command] = re.findall(r"^    (curl .*?)\n\n", PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    with running(lambda body: [Call("call_1", "get_orders", {"month": "March"})]) as stub:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{stub.url}/v1")
        monkeypatch.setenv("OPENAI_API_KEY", "unused")
        names: dict = {"__name__": "page"}
        exec(compile(blocks(PAGE, "python")[0], str(PAGE), "exec"), names)
        with serving(names["app"]) as url:
            asked = command.replace("http://localhost:8000", url)
            answer = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True).stdout

    assert json.loads(answer)["choices"][0]["message"]["content"] == ANSWER
    assert "rows: " in json.dumps(stub.bodies[-1]["messages"])


def test_every_setting_is_in_the_table():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    parameters = list(signature(router).parameters.values())[1:]
    assert rows == [(parameter.name, str(parameter.default)) for parameter in parameters]
