"""Conversations replayed: both sides of every request, what they are billed as, and sums of all of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from headroom import HeadroomConfig, ModelPrice, RollingWindowConfig, compress, count_tokens
from headroom._account.bill import Tokens
from headroom._replay.parts import FRAMING
from headroom._replay.sums import ReplaySums
from headroom.transcripts import Request, Transcript, read, replay
from tests.cli.running import Command
from tests.cli.samples import CHAT, CHAT_TOOLS, FOLDER, claude_answer, claude_code, claude_line, files, lines
from tests.evaluation import files as evaluation_files

PRICE = ModelPrice(1.0, cache_read=0.1, cache_write=1.25, smallest_prefix=0)
CONFIG = HeadroomConfig(model_prices={"priced": PRICE})


def transcript(name: str) -> Transcript:
    return next(read(str(FOLDER / name)))


@pytest.mark.parametrize("name", files())
def test_each_request_is_what_compress_makes_of_the_same_messages(name: str):
    whole = transcript(name)
    for replayed in replay(whole, model="gpt-4o"):
        result = compress(whole.messages[: replayed.request.end], "gpt-4o")
        assert replayed.sent_messages == result.messages
        assert replayed.decisions == result.decisions


def test_tools_are_counted_with_every_request():
    for replayed in replay(transcript("openai_requests.jsonl")):
        counted = count_tokens(CHAT[: replayed.request.end], "gpt-4o", tools=CHAT_TOOLS)
        assert replayed.sent.tokens_before == counted.value


def test_a_model_is_the_callers_else_the_transcripts_else_the_default():
    unnamed, named = transcript("openai_messages.json"), transcript("claude_code.jsonl")
    asked = [(unnamed, None), (unnamed, "gpt-5"), (named, None), (named, "gpt-5")]
    models = [next(replay(one, model=model)).model for one, model in asked]
    assert models == ["gpt-4o", "gpt-5", "claude-sonnet-4-5", "gpt-5"]


def test_what_the_request_before_has_sent_is_read_from_the_cache():
    bills = [replayed.bill for replayed in replay(transcript("openai_messages.json"), model="priced", config=CONFIG)]
    assert [bill.given.cache_read for bill in bills] == [0, bills[0].given.total, bills[1].given.total]
    assert all(bill.cost_given == round(1e6 * _dollars(bill.given)) for bill in bills)
    assert all(bill.cost_sent == round(1e6 * _dollars(bill.sent)) for bill in bills)


def _dollars(tokens: Tokens) -> float:
    return tokens.uncached * 1.0 + tokens.cache_read * 0.1 + tokens.cache_write * 1.25


def test_without_a_cache_all_is_read_anew():
    for replayed in replay(transcript("openai_messages.json"), model="priced", config=CONFIG, cached=False):
        assert replayed.bill.given == Tokens(replayed.sent.tokens_before, 0, 0)


def test_without_a_price_there_is_no_cost():
    sums = ReplaySums()
    sums.add(replay(transcript("openai_messages.json"), model="nobody-sells-it"))
    assert (sums.total.requests, sums.total.unpriced_requests, sums.total.cost_given) == (3, 3, 0)
    assert sums.total.given.total > sums.total.sent.total > 0


@pytest.mark.parametrize("name", files())
def test_parts_add_up_to_all_that_is_sent_and_billed(name: str):
    sums = ReplaySums()
    for one in read(str(FOLDER / name)):
        sums.add(replay(one, model="priced", config=CONFIG))
    parts = sums.parts.values()
    assert sum(part.tokens_given for part in parts) == sums.total.given.total
    assert sum(part.tokens_sent for part in parts) == sums.total.sent.total
    assert sum(part.cost_given for part in parts) == pytest.approx(sums.total.cost_given)
    assert sum(part.cost_sent for part in parts) == pytest.approx(sums.total.cost_sent)


def test_no_part_is_less_than_nothing_where_estimates_are_rounded():
    turns = [{"role": role, "content": "a b c d"} for _ in range(40) for role in ("user", "assistant")]
    sums = ReplaySums()
    sums.add(replay(Transcript("long", "openai", "here", turns, (Request(77), Request(79))), model="claude-opus-4-5"))
    for part in sums.parts.values():
        assert 0 <= part.tokens_sent == part.tokens_given
    assert sum(part.tokens_given for part in sums.parts.values()) == sums.total.given.total
    assert sum(part.cost_sent for part in sums.parts.values()) == pytest.approx(sums.total.cost_sent)


def test_parts_are_roles_and_the_tools_whose_results_they_are():
    sums = ReplaySums()
    sums.add(replay(transcript("anthropic.json")))
    assert list(sums.parts) == [FRAMING, "system", "user", "assistant", "tool: get_loans"]
    tool = sums.parts["tool: get_loans"]
    assert tool.tokens_sent < tool.tokens_given
    assert tool.cost_sent < tool.cost_given


def test_models_are_summed_up_apart():
    sums = ReplaySums()
    for name in ("openai_requests.jsonl", "claude_code.jsonl"):
        sums.add(replay(transcript(name)))
    assert {model: one.requests for model, one in sums.models.items()} == {"gpt-4o": 3, "claude-sonnet-4-5": 3}
    assert sums.models["claude-sonnet-4-5"].reported == Tokens(15, 2700, 210)


def test_what_leaves_with_the_window_is_counted_once_a_conversation():
    turns = [{"role": role, "content": "word " * 3000} for _ in range(30) for role in ("user", "assistant")]
    long = Transcript("long", "openai", "here", turns, tuple(Request(end) for end in (57, 59)))
    sums = ReplaySums()
    sums.add(replay(long))
    kept = ReplaySums()
    kept.add(replay(long, config=HeadroomConfig(rolling_window=RollingWindowConfig(enabled=False))))
    assert (sums.dropped_messages > 0, kept.dropped_messages) == (True, 0)
    assert (sums.beyond_context, kept.beyond_context) == (2, 2)
    assert sums.dropped_messages < 59


def test_another_conversations_prompt_is_not_cached():
    whole = transcript("openai_messages.json")
    first = [next(replay(replace(whole, name=name))).sent.cached_before for name in ("one", "other")]
    assert first == [0, 0]


def test_the_command_shows_the_sums(headroom: Command):
    ran = headroom("replay", FOLDER / "openai_requests.jsonl", FOLDER / "claude_code.jsonl")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("5 conversations, 9 requests\n")
    assert "tool: get_loans" in ran.out
    assert "providers reported 6 requests: 5,850 input tokens" in ran.out
    assert "claude-sonnet-4-5" in ran.out


def test_the_commands_data_are_the_same_sums(headroom: Command):
    data = headroom("replay", "--json", "--conversations", FOLDER / "openai_requests.jsonl").data
    sums = ReplaySums()
    sums.add(replay(transcript("openai_requests.jsonl")))
    assert data["total"]["without"]["tokens"] == sums.total.given.total
    assert data["total"]["with"]["cost"] == pytest.approx(sums.total.cost_sent / 1e12)
    assert [one["name"] for one in data["conversations"]] == [f"{FOLDER / 'openai_requests.jsonl'}:1"]
    assert data["models"]["gpt-4o"] == data["total"]


def test_a_model_that_is_assumed_is_said(headroom: Command):
    said = headroom("replay", FOLDER / "openai_messages.json").err
    assert said == "headroom: 3 requests without a model, counted as gpt-4o's: --model names another\n"
    assert headroom("replay", FOLDER / "openai_messages.json", "--model", "gpt-4o").err == ""


def test_settings_change_what_is_replayed(headroom: Command):
    def tokens(*options: str) -> int:
        return headroom("replay", "--json", *options, FOLDER / "openai_requests.jsonl").data["total"]["with"]["tokens"]

    plain, exempt = tokens("--level", "plain"), tokens("--exclude-tools", "get_*")
    assert tokens() < plain < exempt
    assert exempt == tokens("--exclude-tools", "get_loans")
    without_cache = headroom("replay", "--json", "--no-cache", FOLDER / "openai_requests.jsonl").data["total"]
    assert without_cache["without"]["cache_read"] == 0


def test_only_so_many_conversations_are_replayed(headroom: Command):
    assert headroom("replay", "--most", "1", "--json", FOLDER / "claude_code.jsonl").data["conversation_count"] == 1


@evaluation_files("transcripts/*.jsonl", largest=1_000_000)
def test_public_transcripts_cost_less_and_their_parts_add_up(path: Path, headroom: Command):
    data = headroom("replay", "--json", "--most", "5", path).data
    given = [json.loads(line)["messages"] for line in path.read_text("utf-8").splitlines()[:5]]
    asked = sum(message["role"] == "assistant" for messages in given for message in messages[1:])
    total = data["total"]
    assert total["requests"] == asked
    assert total["with"]["tokens"] <= total["without"]["tokens"]
    assert sum(part["without"]["tokens"] for part in data["parts"].values()) == total["without"]["tokens"]
    assert sum(part["with"]["cost"] for part in data["parts"].values()) == pytest.approx(total["with"]["cost"])


def resumed(*more: dict[str, Any]) -> str:
    """The log of a session that was resumed: a copy of the lines before under its own name, and what came after."""
    copied = [{**line, "sessionId": "resumed"} if "sessionId" in line else line for line in claude_code()]
    return lines(*copied, *more)


def test_a_session_that_was_resumed_in_another_file_is_counted_once(tmp_path: Path, headroom: Command):
    later = claude_line("assistant", "b2", "b1", claude_answer("msg_later", {"type": "text", "text": "In May."}))
    went_on = resumed(claude_line("user", "b1", "a6", {"role": "user", "content": "Until when?"}), later)
    (tmp_path / "resumed.jsonl").write_text(went_on)
    once = headroom("replay", FOLDER / "claude_code.jsonl", "--json").data
    both = headroom("replay", FOLDER / "claude_code.jsonl", tmp_path / "resumed.jsonl", "--json")
    requests = once["total"]["requests"]
    assert (once["copied_requests"], both.data["copied_requests"]) == (0, requests)
    assert both.data["total"]["requests"] == requests + 1
    assert f"{requests} requests left out: copies" in both.err
    other_way = headroom("replay", tmp_path / "resumed.jsonl", FOLDER / "claude_code.jsonl", "--json").data
    assert (other_way["copied_requests"], other_way["total"]["requests"]) == (requests, requests + 1)


def test_of_a_copy_as_a_whole_nothing_is_left(tmp_path: Path, headroom: Command):
    (tmp_path / "copy.jsonl").write_text(resumed())
    once = headroom("replay", FOLDER / "claude_code.jsonl", "--json").data
    both = headroom("replay", FOLDER / "claude_code.jsonl", tmp_path / "copy.jsonl", "--json").data
    assert {**both, "copied_requests": 0} == once


def test_an_answer_without_an_id_is_known_by_its_line(tmp_path: Path, headroom: Command):
    def bare(line: dict[str, Any]) -> dict[str, Any]:
        said = {key: value for key, value in line.get("message", {}).items() if key != "id"}
        return {**line, "message": said} if said else line

    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(lines(*map(bare, claude_code())))
    data = headroom("replay", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--json").data
    assert data["copied_requests"] == data["total"]["requests"] > 0


def test_requests_that_are_alike_in_other_logs_are_no_copies(headroom: Command):
    data = headroom("replay", FOLDER / "openai_lines.jsonl", FOLDER / "openai_lines.jsonl", "--json").data
    assert (data["copied_requests"], data["total"]["requests"]) == (0, 6)


def test_a_report_leaves_copies_out(tmp_path: Path, headroom: Command):
    (tmp_path / "copy.jsonl").write_text(resumed())
    page = tmp_path / "report.html"
    data = headroom("report", FOLDER / "claude_code.jsonl", tmp_path / "copy.jsonl", "-o", page, "--json").data
    assert data["copied_requests"] == data["total"]["requests"]
