"""LiteLLM's own `headroom` guardrail, with `headroom serve` at its URL."""

from __future__ import annotations

import json
import sys

import pytest
import yaml
from tests.docs.pages import ROOT
from tests.docs.pages import blocks as blocks_of
from tests.gateway.conftest import models
from tests.gateway.conversations import TABLE, blocks, chat
from tests.gateway.proxy import Proxy, free_port, process, proxy


@pytest.fixture(scope="module")
def guarded(service, tmp_path_factory):
    """A proxy without the hook, with the guardrail of the page, which calls a server of ours."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "headroom.cli", "serve", "--port", str(port)]
    pages = blocks_of(ROOT / "docs" / "gateway.md", "yaml")
    page = next(page for page in pages if "guardrails" in page).replace("http://localhost:8787", url)
    configuration = {"model_list": models(service), **yaml.safe_load(page)}
    key = {"HEADROOM_API_KEY": "key of the server"}
    with (
        process(command, tmp_path_factory.mktemp("server"), f"{url}/health", **key),
        proxy(tmp_path_factory.mktemp("guarded"), configuration, **key) as started,
    ):
        yield started


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/v1/chat/completions", {"model": "smart", "messages": chat(3)[:-1]}),
        ("/v1/messages", {"model": "kind", "messages": blocks(3)[:-1], "max_tokens": 20}),
    ],
)
def test_the_guardrail_compresses_what_it_hands_out(guarded: Proxy, stub, sent, path, given):
    guarded.post(path, given)
    assert sent()[0].count(TABLE) == 2  # it withholds the newest result


def test_the_guardrail_gives_way_to_the_header(guarded: Proxy, stub, sent):
    guarded.post("/v1/chat/completions", {"model": "smart", "messages": chat(3)}, x_headroom_bypass="true")
    assert TABLE not in json.dumps(sent()[1])
