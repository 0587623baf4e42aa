"""compress, expand, count, inspect and models: what they write, what they say, and what they exit with."""

from __future__ import annotations

import inspect
import io
import json
import os
import sys
import threading
from pathlib import Path

import pytest

from headroom import SmartCrusher, _core, compress, count_tokens
from headroom.cli.progress import progress
from headroom.cli.rewriting import WRITTEN_BACK
from headroom.transcripts import read
from tests.cli.running import Command
from tests.cli.samples import CHAT, CHAT_TOOLS, FOLDER, LOANS, RESULT, files, lines
from tests.evaluation import files as evaluation_files

WRITABLE = [name for name in files() if name.split("_")[0].split(".")[0] in WRITTEN_BACK]
READ_ONLY = sorted(files().keys() - WRITABLE)
LOG = "".join(f"2026-01-01 00:00:{second:02} INFO worker-7 loan {7000 + second} was renewed\n" for second in range(40))


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def values(path: Path) -> list[object]:
    """What stands in a file, as JSON; its numbers as they are spelled."""
    text = path.read_text("utf-8")
    return [json.loads(part, parse_float=str) for part in (text.splitlines() if path.suffix == ".jsonl" else [text])]


def minified(value: object) -> object:
    """The value with JSON in its texts as `expand` gives it back."""
    if isinstance(value, str):
        return value.replace(RESULT, json.dumps(LOANS, separators=(",", ":")))
    if isinstance(value, list):
        return list(map(minified, value))
    return {key: minified(part) for key, part in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("name", WRITABLE)
def test_conversations_are_written_back_in_fewer_tokens_and_expanded(name: str, tmp_path: Path, headroom: Command):
    sent, back = tmp_path / f"sent_{name}", tmp_path / f"back_{name}"
    ran = headroom("compress", FOLDER / name, "-o", sent)
    assert (ran.status, ran.out) == (0, "")
    assert "tokens of gpt-4o" in ran.err or "tokens of claude-sonnet-4-5" in ran.err
    assert "8 rows: " in sent.read_text("utf-8")
    assert headroom("expand", sent, "-o", back).status == 0
    assert values(back) == minified(values(FOLDER / name))


def test_what_is_written_is_what_compress_gives(headroom: Command):
    written = json.loads(headroom("compress", FOLDER / "openai_messages.json").out)
    assert written == compress(CHAT).messages


@pytest.mark.parametrize("name", READ_ONLY)
def test_kinds_that_are_not_written_back_say_what_reads_them(name: str, headroom: Command):
    for command in ("compress", "expand"):
        ran = headroom(command, FOLDER / name)
        assert ran.status == 1
        assert "is of the kind" in ran.err


@pytest.mark.parametrize("text", [LOG, RESULT, "Nothing to be done.\r\n", "", "half a table\n[3 rows: a\n", "é\u2028x"])
def test_a_text_comes_back_as_it_was(text: str, tmp_path: Path, headroom: Command):
    given, sent, back = (tmp_path / name for name in ("given", "sent", "back"))
    given.write_bytes(text.encode())
    assert headroom("compress", "--text", given, "-o", sent).status == 0
    assert sent.read_bytes().decode() == SmartCrusher().crush(text).compressed
    assert headroom("expand", "--text", sent, "-o", back).status == 0
    expected = json.dumps(LOANS, separators=(",", ":")) if text == RESULT else text
    assert back.read_bytes().decode() == expected


def test_a_text_is_told_from_conversations_by_what_stands_in_it(tmp_path: Path, headroom: Command):
    log = tmp_path / "worker.jsonl"
    log.write_text(lines(*({"level": "info", "loan": number} for number in range(20))))
    data = headroom("compress", "--json", log).data
    assert data["kind"] == "text"
    assert data["tokens_after"] < data["tokens_before"]
    assert headroom("compress", "--json", "--text", FOLDER / "claude_code.jsonl").data["kind"] == "text"


def test_standard_input_is_read_and_standard_output_written(monkeypatch: pytest.MonkeyPatch, headroom: Command):
    piped(monkeypatch, LOG)
    sent = headroom("compress", "-", "--quiet")
    assert (sent.status, sent.err) == (0, "")
    piped(monkeypatch, sent.out)
    assert headroom("expand", "-").out == LOG
    piped(monkeypatch, files()["openai_messages.json"])
    assert headroom("count", "-", "--json").data["files"][0]["tokens"] == count_tokens(CHAT).value


def test_a_reference_needs_its_conversation_which_is_said(tmp_path: Path, headroom: Command):
    again = [
        *CHAT[:4],
        {**CHAT[2], "tool_calls": [{**CHAT[2]["tool_calls"][0], "id": "b"}]},
        {**CHAT[3], "tool_call_id": "b"},
    ]
    reference = compress(again).messages[-1]["content"]
    assert reference.startswith("[as in get_loans above")
    alone = tmp_path / "alone"
    alone.write_text(reference)
    ran = headroom("expand", alone)
    assert (ran.status, ran.out) == (1, "")
    assert "a text may need the conversation that it stands in" in ran.err
    whole = tmp_path / "whole.json"
    whole.write_text(json.dumps(compress(again).messages))
    assert json.loads(headroom("expand", whole).out)[-1]["content"] == minified(RESULT)


def test_views_are_had_again_from_their_store(tmp_path: Path, headroom: Command):
    many = json.dumps([{"loan": number, "title": f"Volume {number * 7919 % 1000}"} for number in range(2000)])
    given, sent = tmp_path / "given.json", tmp_path / "sent.json"
    given.write_text(json.dumps([*CHAT[:3], {**CHAT[3], "content": many}]))
    refused = headroom("compress", "--views", given)
    assert (refused.status, "needs --store" in refused.err) == (1, True)
    assert headroom("compress", "--views", "--store", tmp_path / "originals.db", given, "-o", sent).status == 0
    assert len(sent.read_text()) < len(many) / 4
    assert headroom("expand", sent).status == 1
    back = json.loads(headroom("expand", "--store", tmp_path / "originals.db", sent).out)
    assert json.loads(back[3]["content"]) == json.loads(many)


def test_views_of_a_text_alone_are_refused(tmp_path: Path, headroom: Command):
    (tmp_path / "text").write_text(LOG)
    ran = headroom("compress", "--views", "--store", tmp_path / "db", tmp_path / "text")
    assert (ran.status, "is for conversations" in ran.err) == (1, True)


@pytest.mark.parametrize("command", ["compress", "expand"])
@pytest.mark.parametrize("name", ["openai_conversations.jsonl", "openai_lines.jsonl"])
def test_lines_that_are_no_json_stay_where_they_were(command: str, name: str, tmp_path: Path, headroom: Command):
    given = files()[name].splitlines()
    path = tmp_path / name
    path.write_text("\n".join([given[0], '{"half', *given[1:]]))
    ran = headroom(command, path)
    assert ran.status == 3
    assert f"{path}:2: is no JSON" in ran.err
    assert ran.out.splitlines()[1] == '{"half'
    assert len(ran.out.splitlines()) == len(given) + 1
    assert headroom(command, "--strict", path).status == 1


@pytest.mark.parametrize("around", [list, lambda bodies: {"object": "list", "data": bodies}], ids=["list", "data"])
@pytest.mark.parametrize("indent", [None, 1])
def test_a_document_of_several_conversations_stays_one(around, indent: int | None, tmp_path: Path, headroom: Command):
    path = tmp_path / "listed.json"
    path.write_text(json.dumps(around([{"messages": CHAT}, {"messages": CHAT[:2]}]), indent=indent))
    sent = headroom("compress", path).out
    assert json.loads(sent) == around([{"messages": compress(CHAT).messages}, {"messages": CHAT[:2]}])
    assert sent.count("\n") == 1 if indent is None else sent.count("\n") > 10


def test_what_a_terminal_would_act_upon_is_shown_as_what_it_is(tmp_path: Path, headroom: Command):
    call = {**CHAT[2]["tool_calls"][0], "function": {"name": "\x1b[2J\nget", "arguments": "{}"}}
    path = tmp_path / "odd.json"
    messages = [CHAT[1], {**CHAT[2], "tool_calls": [call]}, *CHAT[3:]]
    path.write_text(json.dumps({"id": "\x1b]0;odd\x07", "messages": messages}))
    for command in ("inspect", "replay"):
        shown = headroom(command, path, "--model", "gpt-4o").out
        assert "\x1b" not in shown
        assert "\\x1b[2J\\nget" in shown


def test_models_and_warnings_are_shown_as_what_they_are(tmp_path: Path, headroom: Command):
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({"model": "gpt\x1b[2J", "messages": CHAT}))
    for command in ("inspect", "replay", "compress", "count"):
        ran = headroom(command, path)
        assert "\x1b" not in ran.out.replace("\\x1b", "") + ran.err
    shown = headroom("inspect", path).out
    assert "tokens of gpt\\x1b[2J, " in shown
    assert "the model 'gpt\\x1b[2J' is not known" in shown


@pytest.mark.parametrize("command", ["compress", "expand"])
def test_json_that_is_too_deep_to_be_written_again_is_an_error(command: str, tmp_path: Path, headroom: Command):
    path, output = tmp_path / "deep.jsonl", tmp_path / "output.jsonl"
    depth = sys.getrecursionlimit() - 50 - len(inspect.stack())
    path.write_text(lines({"messages": CHAT}) + "[" * depth + "]" * depth + "\n")
    output.write_text("what was there")
    assert headroom(command, path, "-o", output) == (1, "", f"headroom: {path} is nested too deep\n")
    assert output.read_text() == "what was there"


def test_a_pipe_with_a_name_is_read_as_a_file_is(tmp_path: Path, headroom: Command):
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    file.write_text(json.dumps({"id": "one", "messages": CHAT}))
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(file.read_bytes()))
    writer.start()
    read = headroom("count", pipe, "--json").data["files"]
    writer.join()
    assert [{**one, "file": str(file)} for one in read] == headroom("count", file, "--json").data["files"]


@pytest.mark.parametrize("command", ["replay", "report"])
@pytest.mark.parametrize("most", ["0", "-1", "all"])
def test_fewer_conversations_than_one_are_wrong_usage(
    command: str, most: str, headroom: Command, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit) as left:
        headroom(command, FOLDER / "openai_messages.json", "--most", most)
    assert left.value.code == 2
    assert f"argument --most: '{most}' is not 1 or more" in capsys.readouterr().err


def test_the_window_takes_out_nothing_unless_it_is_asked_to(tmp_path: Path, headroom: Command):
    turns = [{"role": role, "content": "word " * 3000} for _ in range(30) for role in ("user", "assistant")]
    path = tmp_path / "long.json"
    path.write_text(json.dumps(turns))
    assert len(json.loads(headroom("compress", path).out)) == len(turns)
    shorter = json.loads(headroom("compress", "--window", path).out)
    assert len(shorter) < len(turns)


def test_lone_surrogates_are_written_as_they_were_read(tmp_path: Path, headroom: Command):
    path = tmp_path / "half.json"
    path.write_text('[{"role": "user", "content": "\\ud83d"}]')
    assert json.loads(headroom("compress", path).out) == json.loads(path.read_text())


def test_counts_are_those_of_count_tokens(tmp_path: Path, headroom: Command):
    (tmp_path / "text").write_text(LOG)
    data = headroom("count", "--json", tmp_path / "text", FOLDER / "openai_requests.jsonl").data
    text, asked = data["files"]
    assert (text["tokens"], text["exact"], text["kind"]) == (count_tokens(LOG).value, True, "text")
    expected = count_tokens(CHAT[:6], tools=CHAT_TOOLS)
    assert (asked["tokens"], asked["low"], asked["high"]) == (expected.value, expected.low, expected.high)
    assert (asked["exact"], asked["conversations"]) == (False, 1)


def test_a_count_is_shown_with_its_bounds_or_as_exact(tmp_path: Path, headroom: Command):
    (tmp_path / "text").write_text("Hello")
    assert " exact " in headroom("count", tmp_path / "text").out
    estimate = count_tokens("Hello", "claude-sonnet-4-5")
    assert (
        f"{estimate.low} to {estimate.high}" in headroom("count", tmp_path / "text", "--model", "claude-sonnet-4-5").out
    )


def test_without_a_subcommand_it_says_which_there_are(headroom: Command):
    ran = headroom()
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("usage: headroom ")
    assert "replay" in ran.err


def test_a_file_that_is_not_there_is_named_without_a_number(tmp_path: Path, headroom: Command):
    missing = tmp_path / "missing.jsonl"
    assert headroom("replay", missing).err == f"headroom: {missing}: No such file or directory\n"


def test_of_several_files_one_that_cannot_be_read_is_said(tmp_path: Path, headroom: Command):
    missing = tmp_path / "missing"
    for command in ("count", "inspect", "replay"):
        ran = headroom(command, missing, FOLDER / "openai_messages.json")
        assert ran.status == 3, command
        assert "No such file" in ran.err
        assert headroom(command, missing).status == 1
        assert headroom(command, "--strict", missing, FOLDER / "openai_messages.json").status == 1


def test_inspect_says_what_became_of_each_message_and_why(headroom: Command):
    [whole] = headroom("inspect", "--json", FOLDER / "openai_messages.json").data["conversations"]
    result = compress(CHAT)
    assert [one["reason"] for one in whole["messages"]] == [decision.reason for decision in result.decisions]
    assert (whole["tokens_before"], whole["tokens_after"]) == (result.tokens_before, result.tokens_after)
    tool = whole["messages"][3]
    assert (tool["role"], tool["tool"], tool["transform"], tool["lossless"]) == ("tool", "get_loans", "table", True)
    shown = headroom("inspect", FOLDER / "openai_messages.json").out
    assert "get_loans" in shown
    assert result.decisions[3].reason in shown


@pytest.mark.parametrize("name", files())
def test_every_kind_is_inspected_and_counted(name: str, headroom: Command):
    transcripts = list(read(str(FOLDER / name)))
    data = headroom("inspect", "--json", FOLDER / name).data["conversations"]
    assert [len(one["messages"]) for one in data] == [len(one.messages) for one in transcripts]
    counted = headroom("count", "--json", FOLDER / name).data["files"][0]
    assert counted["conversations"] == len(transcripts)
    assert counted["tokens"] == sum(one["tokens_before"] for one in data)


def test_one_conversation_is_chosen_by_name_or_number(headroom: Command):
    path = FOLDER / "openai_conversations.jsonl"
    by_name, by_number = (headroom("inspect", "--json", "--only", one, path).data for one in ("loans", "1"))
    assert by_name == by_number
    assert headroom("inspect", "--only", "3", path).status == 1


def test_models_are_found_by_a_part_a_pattern_or_an_id(headroom: Command):
    def named(pattern: str) -> list[str]:
        return [one["model"] for one in headroom("models", "--json", pattern).data["models"]]

    assert len(headroom("models", "--json").data["models"]) == len(_core.listed_models())
    assert {"gpt-4o", "gpt-4o-mini"} <= set(named("GPT-4O"))
    assert named("gpt-4o-m*") == ["gpt-4o-mini"]
    assert named("bedrock/us.anthropic.claude-sonnet-4-5-v1:0") == ["bedrock/us.anthropic.claude-sonnet-4-5-v1:0"]


def test_a_model_is_shown_with_limits_price_and_exactness(headroom: Command):
    [known] = headroom("models", "--json", "gpt-4o-mini").data["models"]
    assert (known["context_tokens"], known["price_input"], known["exact"]) == (128_000, 0.15, True)
    [unknown] = headroom("models", "--json", "nobody-knows-it").data["models"]
    assert (unknown["limits_known"], unknown["price_input"], unknown["exact"]) == (False, None, False)
    assert "? is a default" in headroom("models", "nobody-knows-it").out


@pytest.mark.parametrize("with_tqdm", [True, False])
def test_progress_is_shown_on_a_terminal_alone(with_tqdm: bool, monkeypatch: pytest.MonkeyPatch):
    if with_tqdm:
        pytest.importorskip("tqdm")
        monkeypatch.setattr("headroom.cli.progress._QUIET_SECONDS", 0)
    else:
        monkeypatch.setitem(sys.modules, "tqdm", None)
        monkeypatch.setattr("headroom.cli.progress.time.monotonic", iter(range(0, 100, 5)).__next__)

    def shown(*, terminal: bool) -> str:
        stream = io.StringIO()
        monkeypatch.setattr(stream, "isatty", lambda: terminal)
        monkeypatch.setattr(sys, "stderr", stream)
        with progress(2_000_000, "\x1b]0;loans") as advance:
            advance(1_000_000)
        return stream.getvalue()

    assert "\\x1b]0;loans" in shown(terminal=True)
    assert shown(terminal=False) == ""


@evaluation_files("transcripts/*.jsonl", largest=1_000_000)
def test_public_transcripts_come_back(path: Path, tmp_path: Path, headroom: Command):
    sent, back = tmp_path / "sent.jsonl", tmp_path / "back.jsonl"
    assert headroom("compress", path, "-o", sent).status == 0
    assert headroom("expand", sent, "-o", back).status == 0
    given, expanded = (list(read(str(one))) for one in (path, back))
    assert [len(one.messages) for one in given] == [len(one.messages) for one in expanded]
    assert sent.stat().st_size < path.stat().st_size
