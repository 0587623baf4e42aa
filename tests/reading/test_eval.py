"""`headroom eval reading`: asks a service, keeps its answers, and says what is wrong where it has none."""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from headroom._reading.asking import prompts
from headroom._reading.families import subjects
from headroom._reading.writings import writings
from tests.cli.running import Command, process
from tests.reading.service import Reply, running, said

SMALL = ("--most", 2, "--questions", 2)
ASKED = prompts(list(subjects(1, 1, 2))[:2], writings())
EXPECTED = {json.dumps(prompt.messages): prompt.expected for prompt in ASKED}


@pytest.fixture
def headroom(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def knows(body: dict[str, Any]) -> Reply:
    """A model that reads everything."""
    return said(EXPECTED[json.dumps(body["messages"])])


def reads_json_alone(body: dict[str, Any]) -> Reply:
    [result] = [message["content"] for message in body["messages"] if message["role"] == "tool"]
    return knows(body) if result.startswith(("{\n", "[\n")) else said("something else")


def evaluated(headroom: Command, url: str, *more: Any) -> Any:
    return headroom("eval", "reading", "--url", url, "--model", "a-model", *SMALL, *more)


def test_a_model_that_reads_everything(headroom: Command):
    with running(knows) as service:
        data = evaluated(headroom, service.url, "--json").data
    names = [row["writing"] for row in data["rows"]]
    assert names == [way.name for way in writings()]
    assert {row["right"] for row in data["rows"]} == {row["questions"] for row in data["rows"]} == {4}
    assert [row["difference"] and row["difference"]["points"] for row in data["rows"]] == [
        None,
        *[0] * (len(names) - 1),
    ]
    assert (data["documents"], data["questions"], data["model"], data["seed"]) == (2, 4, "a-model", 1)
    tokens = [row["tokens"] for row in data["rows"]]
    assert tokens[0] > tokens[1] > tokens[-1]


def test_a_model_that_reads_json_alone_and_the_table(headroom: Command):
    with running(reads_json_alone) as service:
        ran = evaluated(headroom, service.url)
        rows = evaluated(headroom, service.url, "--json").data["rows"]
    assert [row["right"] for row in rows] == [4, *[0] * (len(rows) - 1)]
    assert rows[-1]["difference"] == {"points": -100, "low": -100, "high": -100, "only": 0, "only_other": 4, "p": 0.125}
    assert "2 documents, 4 questions in each way, asked of a-model" in ran.out
    assert "-100.0 to -100.0" in ran.out


def test_what_questions_have_in_common_stands_first(headroom: Command):
    with running(knows) as service:
        evaluated(headroom, service.url)
    for one, other in zip(service.asked[::2], service.asked[1::2], strict=True):
        assert one["messages"][:-1] == other["messages"][:-1]
        assert one["messages"][-1] != other["messages"][-1]


def test_what_two_ways_write_alike_is_asked_once(headroom: Command):
    """Results of a query stand there minified: the original is minified JSON too."""
    with running(lambda body: said("12")) as service:
        headroom("eval", "reading", "--url", service.url, "--model", "m", "--questions", 1)
    bodies = [json.dumps(body["messages"]) for body in service.asked]
    assert len(set(bodies)) == len(bodies) < len(prompts(list(subjects(1, 1, 1)), writings()))


def test_a_run_that_was_cut_off_goes_on(headroom: Command, tmp_path: Path):
    kept, left = tmp_path / "answers.jsonl", 5

    def tires(body: dict[str, Any]) -> Reply:
        return knows(body) if len(service.asked) <= left else (503, b"overloaded")

    with running(tires) as service:
        ran = evaluated(headroom, service.url, "--answers", kept)
    assert ran.status == 1
    assert "refuses with 503" in ran.err
    assert "overloaded" in ran.err
    assert len(kept.read_text().splitlines()) == left
    kept.write_text(kept.read_text()[:-20])  # as a process that is killed leaves it
    with running(knows) as service:
        data = evaluated(headroom, service.url, "--answers", kept, "--json").data
        again = evaluated(headroom, service.url, "--answers", kept, "--json").data
    assert len(service.asked) == len(EXPECTED) - left + 1
    assert {row["right"] for row in data["rows"]} == {4}
    assert {**again, "seconds": 0} == {**data, "seconds": 0}


def test_answers_are_of_one_model(headroom: Command, tmp_path: Path):
    kept = tmp_path / "answers.jsonl"
    with running(knows) as service:
        evaluated(headroom, service.url, "--answers", kept)
        headroom("eval", "reading", "--url", service.url, "--model", "b", *SMALL, "--answers", kept)
    assert len(service.asked) == 2 * len(EXPECTED)


def test_a_model_that_reasons_is_asked_in_its_way(headroom: Command):
    def reasons(body: dict[str, Any]) -> Reply:
        return (400, b"unsupported: max_tokens") if "max_tokens" in body else knows(body)

    with running(reasons) as service:
        ran = evaluated(headroom, service.url, "--json")
    assert {row["right"] for row in ran.data["rows"]} == {4}
    assert sum("max_tokens" in body for body in service.asked) == 1


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ((401, b'{"error": "no such key"}'), "refuses with 401"),
        ((400, b"no such model"), "no such model"),
        ((302, b""), "refuses with 302"),
        ((200, b"<html>"), "does not answer as chat completions do"),
        ((200, b'{"choices": []}'), "does not answer as chat completions do"),
        ((200, b"[]"), "does not answer as chat completions do"),
    ],
    ids=["401", "400", "302", "html", "no choices", "list"],
)
def test_a_service_that_does_not_answer_is_an_error(reply: Reply, told: str, headroom: Command):
    with running(lambda body: reply) as service:
        ran = evaluated(headroom, service.url)
    assert ran.status == 1
    assert told in ran.err
    assert ran.out == ""
    assert len(service.asked) <= 2


def test_where_nobody_listens(headroom: Command):
    with running(knows) as service:
        pass
    ran = evaluated(headroom, service.url)
    assert ran.status == 1
    assert f"no answer from {service.url}/chat/completions" in ran.err


def test_the_key_goes_to_the_service(headroom: Command, monkeypatch: pytest.MonkeyPatch):
    for key, header in ((None, None), ("a key", "Bearer a key")):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        if key:
            monkeypatch.setenv("OPENAI_API_KEY", key)
        with running(knows) as service:
            evaluated(headroom, service.url)
        assert {sent.get("authorization") for sent in service.headers} == {header}


@pytest.mark.parametrize("url", ["file:///etc/hosts", "localhost:8080", "http://", ""])
def test_what_is_no_address_of_a_service(url: str, headroom: Command):
    ran = evaluated(headroom, url)
    assert ran.status == 1
    assert "is the address of a service" in ran.err


def test_a_service_needs_the_name_of_a_model(headroom: Command):
    assert headroom("eval", "reading", "--url", "http://localhost:1/v1").status == 1


@pytest.mark.parametrize("words", [("eval",), ("eval", "reading"), ("eval", "reading", "--gguf", "a", "--url", "b")])
def test_wrong_usage(words: tuple[str, ...]):
    assert process(*words).returncode == 2


def llama(answer: Callable[[list[Any]], str]) -> types.ModuleType:
    class Llama:
        def __init__(self, path: str, **settings: Any):
            if not Path(path).exists():
                raise ValueError(f"Model path does not exist: {path}")
            assert settings["n_threads"] == settings["n_threads_batch"] == 3

        def create_chat_completion(self, messages: list[Any], *, temperature: float, max_tokens: int) -> Any:
            return {"choices": [{"message": {"content": answer(messages)}}]}

    module = types.ModuleType("llama_cpp")
    module.Llama = Llama  # type: ignore[attr-defined]
    return module


def test_a_model_in_a_file(headroom: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    file = tmp_path / "small.gguf"
    asked = ("eval", "reading", "--gguf", file, "--threads", 3, *SMALL)
    monkeypatch.setitem(sys.modules, "llama_cpp", llama(lambda messages: EXPECTED[json.dumps(messages)]))
    missing = headroom(*asked)
    assert (missing.status, "is no model that llama.cpp can read" in missing.err) == (1, True)
    file.touch()
    data = headroom(*asked, "--json").data
    assert data["model"] == "small.gguf"
    assert {row["right"] for row in data["rows"]} == {4}


def test_a_model_in_a_file_needs_the_extra(headroom: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    ran = headroom("eval", "reading", "--gguf", tmp_path / "a.gguf")
    assert ran.status == 1
    assert "(the extra eval)" in ran.err


def test_a_prompt_that_is_too_long_for_the_model(headroom: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def refuses(messages: list[Any]) -> str:
        raise ValueError("Requested tokens exceed context window of 8192")

    monkeypatch.setitem(sys.modules, "llama_cpp", llama(refuses))
    (tmp_path / "a.gguf").touch()
    ran = headroom("eval", "reading", "--gguf", tmp_path / "a.gguf", "--threads", 3)
    assert (ran.status, "exceed context window" in ran.err) == (1, True)


def test_that_toon_is_left_out_is_said(headroom: Command, monkeypatch: pytest.MonkeyPatch):
    from headroom._reading import writings as ways

    monkeypatch.setattr(ways, "find_spec", lambda name: None)
    with running(knows) as service:
        ran = evaluated(headroom, service.url)
    assert "TOON is left out: toon_format is not installed" in ran.err
    assert "TOON" not in ran.out
