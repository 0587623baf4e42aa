"""Every kind of file is known by what stands in it, and read to the same conversation."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard

from headroom import TranscriptError
from headroom.transcripts import KINDS, Problem, Transcript, compressed, read
from tests.cli.samples import (
    ANSWER,
    ASKED,
    BLOCKS,
    BYE,
    CHAT,
    CHAT_TOOLS,
    FOLDER,
    GEMINI,
    RESULT,
    SYSTEM,
    THANKS,
    claude_answer,
    claude_line,
    codex,
    codex_line,
    codex_said,
    files,
    gemini_chat,
    gemini_lines,
    gemini_said,
    lines,
    request,
)
from tests.evaluation import files as evaluation_files

PACKED: dict[str, Any] = {".gz": gzip.compress, ".zst": zstandard.compress}


def conversations(path: Path | str) -> list[Transcript]:
    return list(read(str(path), strict=True))


def written(folder: Path, text: str | bytes, name: str = "file.jsonl") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def ends(transcript: Transcript) -> list[int]:
    return [request.end for request in transcript.requests]


def text_in(message: Any) -> str:
    """The one text of a message."""
    parts = message.get("content", message.get("parts"))
    return parts if isinstance(parts, str) else parts[0]["text"]


def test_the_samples_are_those_that_are_generated():
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == files()


@pytest.mark.parametrize("name", files())
def test_a_sample_is_read_to_the_conversation_that_it_holds(name: str):
    transcript = conversations(FOLDER / name)[0]
    said = json.dumps(transcript.messages)
    assert (
        transcript.kind
        == name.replace("claude_code", "claude-code").replace("gemini_cli", "gemini-cli").split("_")[0].split(".")[0]
    )
    assert all(json.dumps(text)[1:-1] in said for text in (ASKED, RESULT))
    assert len(transcript.requests) == 3
    assert text_in(transcript.messages[transcript.requests[0].end - 1]) == ASKED
    assert transcript.source.startswith(str(FOLDER / name))


@pytest.mark.parametrize("name", files())
def test_the_last_requests_before_an_answer_are_as_the_user_asked(name: str):
    transcript = conversations(FOLDER / name)[0]
    last = transcript.messages[transcript.requests[-1].end - 1]
    assert text_in(last) == ("Never mind." if transcript.kind == "claude-code" else THANKS)


@pytest.mark.parametrize("name", ["anthropic.json", "responses.json", "responses_requests.jsonl"])
def test_a_system_prompt_beside_the_messages_is_the_first_of_them(name: str):
    assert conversations(FOLDER / name)[0].messages[0] == {"role": "system", "content": SYSTEM}


@pytest.mark.parametrize("name", ["openai_requests.jsonl", "openai_batch.jsonl", "litellm_callback.jsonl"])
def test_requests_that_go_on_with_each_other_are_one_conversation_with_its_tools(name: str):
    [transcript] = conversations(FOLDER / name)
    assert ends(transcript) == [2, 4, 6]
    assert transcript.messages == CHAT[:6]
    assert all(one.tools == CHAT_TOOLS for one in transcript.requests)


def test_requests_of_several_conversations_are_told_apart_however_they_are_mixed(tmp_path: Path):
    other = [{"role": "user", "content": "Hello"}]
    said = [request(2), {"model": "gpt-4o", "messages": other}, request(4)]
    said += [{"model": "gpt-4o", "messages": [*other, CHAT[-1], *other]}, request(6)]
    assert sorted(map(ends, conversations(written(tmp_path, lines(*said))))) == [[1, 3], [2, 4, 6]]


def test_a_request_goes_on_though_what_is_to_be_cached_has_moved(tmp_path: Path):
    def asked(end: int) -> dict[str, Any]:
        blocks = [
            {"role": m["role"], "content": [{"type": "text", "text": str(n)}]} for n, m in enumerate(CHAT[1:3])
        ] * 3
        last = {"role": "user", "content": [{"type": "text", "text": "?", "cache_control": {"type": "ephemeral"}}]}
        return {"model": "claude-sonnet-4-5", "system": "Be brief.", "messages": [*blocks[:end], last]}

    plain = json.loads(json.dumps(asked(0)).replace(', "cache_control": {"type": "ephemeral"}', ""))["messages"]
    later = asked(0) | {"messages": [*plain, {"role": "assistant", "content": "Yes."}, *asked(0)["messages"]]}
    assert ends(*conversations(written(tmp_path, lines(asked(0), later)))) == [2, 4]


def test_a_model_and_an_answer_at_the_end_are_a_conversation(tmp_path: Path):
    [transcript] = conversations(written(tmp_path, lines({"model": "gpt-5", "messages": CHAT})))
    assert ends(transcript) == [2, 4, 6]
    assert {one.model for one in transcript.requests} == {"gpt-5"}


def test_without_an_answer_all_is_one_request(tmp_path: Path):
    [transcript] = conversations(written(tmp_path, lines({"messages": CHAT[:2]})))
    assert ends(transcript) == [2]


def test_what_a_run_that_broke_off_would_have_asked_next_is_no_request(tmp_path: Path):
    [transcript] = conversations(written(tmp_path, lines({"messages": CHAT[:4]})))
    assert ends(transcript) == [2]


def test_items_that_follow_each_other_are_one_answer():
    [transcript] = conversations(FOLDER / "responses_items.json")
    assert ends(transcript) == [1, 4, 6]


def test_a_session_of_claude_code_is_a_conversation_for_each_course_it_took():
    asked, taken_back, compacted, agent = conversations(FOLDER / "claude_code.jsonl")
    assert [blocks["type"] for blocks in asked.messages[1]["content"]] == ["text", "tool_use"]
    assert asked.messages[4]["content"] == "Never mind."
    assert taken_back.messages[4]["content"] == THANKS
    assert (ends(asked), ends(taken_back)) == ([1, 3, 5], [5])
    assert compacted.messages[0]["content"] == "What was said."
    assert (agent.name, agent.messages[0]["content"]) == ("session/helper", "Look it up.")
    assert BYE in json.dumps(taken_back.messages)


def test_results_that_stand_between_the_blocks_of_an_answer_make_no_request_of_it(tmp_path: Path):
    calls = [{"type": "tool_use", "id": f"toolu_{name}", "name": "get_loans", "input": {}} for name in "ab"]
    results = [{"type": "tool_result", "tool_use_id": call["id"], "content": "none"} for call in calls]
    log = [
        claude_line("user", "u1", None, BLOCKS[0]),
        claude_line("assistant", "a1", "u1", claude_answer("msg_1", calls[0])),
        claude_line("user", "r1", "a1", {"role": "user", "content": results[:1]}),
        claude_line("assistant", "a2", "a1", claude_answer("msg_1", calls[1])),
        claude_line("user", "r2", "a2", {"role": "user", "content": results[1:]}),
        claude_line("assistant", "a3", "r2", claude_answer("msg_2", {"type": "text", "text": ANSWER})),
    ]
    [transcript] = conversations(written(tmp_path, lines(*log)))
    assert transcript.messages[1]["content"] == calls
    assert ends(transcript) == [1, 4]


def test_what_a_provider_reported_is_kept_by_how_it_is_billed():
    [litellm] = conversations(FOLDER / "litellm_callback.jsonl")
    claude = conversations(FOLDER / "claude_code.jsonl")[0]
    assert [tuple(one.reported or ()) for one in litellm.requests] == [(300, 100, 0), (700, 100, 0), (1100, 100, 0)]
    assert tuple(claude.requests[0].reported or ()) == (5, 900, 70)


def test_spend_logs_stand_in_the_order_in_which_they_were_asked():
    [transcript] = conversations(FOLDER / "litellm_spend_logs.json")
    assert (transcript.name, ends(transcript), transcript.requests[0].model) == ("session", [2, 4, 6], "openai/gpt-4o")


def test_what_a_callback_was_given_holds_the_entry(tmp_path: Path):
    rows = [json.loads(line) for line in files()["litellm_callback.jsonl"].splitlines()]
    given = [{"kwargs": {"model": "gpt-4o", "standard_logging_object": row}, "start_time": 1} for row in rows]
    assert ends(*conversations(written(tmp_path, lines(*given)))) == [2, 4, 6]


def test_spend_logs_without_prompts_say_how_to_keep_them(tmp_path: Path):
    row = {
        "request_id": "1",
        "call_type": "acompletion",
        "spend": 0.1,
        "model": "gpt-4o",
        "messages": {},
        "response": {},
    }
    path = written(tmp_path, json.dumps([row]), "logs.json")
    said: list[Problem] = []
    assert list(read(path, on_problem=said.append)) == []
    assert "store_prompts_in_spend_logs" in said[0].reason


def test_a_failed_request_was_not_billed(tmp_path: Path):
    rows = [dict(json.loads(line)) for line in files()["litellm_callback.jsonl"].splitlines()]
    rows[2]["status"] = "failure"
    assert ends(*conversations(written(tmp_path, lines(*rows)))) == [2, 4]


def test_lines_that_cannot_be_read_are_said_and_the_others_read(tmp_path: Path):
    good = lines({"messages": CHAT})
    path = written(tmp_path, f'{good}{{"messages": [\n\n17\n{{"messages": 7}}\n{good}')
    said: list[Problem] = []
    assert len(list(read(path, on_problem=said.append))) == 2
    assert [problem.line for problem in said] == [2, 4, 5]
    assert str(said[0]).startswith(f"{path}:2: is no JSON (")
    with pytest.raises(TranscriptError, match=r"file\.jsonl:2: is no JSON"):
        list(read(path, strict=True))


def test_a_bad_first_line_costs_no_more_than_itself(tmp_path: Path):
    said: list[Problem] = []
    path = written(tmp_path, '{"cut off\n' + lines({"messages": CHAT}))
    assert len(list(read(path, on_problem=said.append))) == 1
    assert [problem.line for problem in said] == [1]


def test_a_document_with_a_message_alone_on_its_second_line_is_one(tmp_path: Path):
    path = written(tmp_path, f'{{"model": "gpt-4o", "messages": [\n{json.dumps(CHAT[1])}\n]}}\n')
    [read] = conversations(path)
    assert (read.messages, read.requests[0].model) == ([CHAT[1]], "gpt-4o")


def test_values_too_deep_to_be_compared_are_an_error_and_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def deep(*_: Any) -> None:
        raise RecursionError

    path = written(tmp_path, lines({"model": "gpt-4o", "messages": CHAT[:2]}))
    monkeypatch.setattr("headroom.transcripts.joining._bare", deep)
    with pytest.raises(TranscriptError, match=r"file\.jsonl is nested too deep"):
        conversations(path)


def test_without_a_taker_problems_are_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    path = written(tmp_path, lines({"messages": CHAT}) + "oops\n")
    assert len(list(read(path))) == 1
    assert f"{path}:2" in caplog.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"Dear reader,\nhello", "is no JSON: it begins with 'Dear reader,'"),
        (b"{\n  'single': 1\n}", "is no JSON ("),
        (b'{"a": 1}', "holds no conversations: it begins with an object of 'a', which is none of"),
        (b"[]", "it begins with a list"),
        (b'"text"\n', "is no JSON"),
        (b'[{"rows": 1}, {"rows": 2}]', "an object of 'rows'"),
        ("\ufeff{}".encode("utf-16"), "is no UTF-8 text, but UTF-16"),
        (b"\x80\x81 binary", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
    ],
    ids=range(11),
)
def test_what_holds_no_conversations_is_said_to_be_what_it_is(tmp_path: Path, content: bytes, said: str):
    path = written(tmp_path, content)
    with pytest.raises(TranscriptError) as error:
        list(read(path))
    assert said in str(error.value)
    assert str(error.value).startswith(path)


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(TranscriptError, match="is a folder"):
        list(read(str(tmp_path)))


def test_a_byte_order_mark_is_no_part_of_a_line(tmp_path: Path):
    for text in (lines({"messages": CHAT}), json.dumps({"messages": CHAT}, indent=1)):
        assert len(conversations(written(tmp_path, b"\xef\xbb\xbf" + text.encode()))) == 1


def test_lines_are_read_as_they_are_asked_for(tmp_path: Path):
    read_bytes: list[int] = []
    path = written(tmp_path, lines({"messages": CHAT}) * 400)
    transcripts = read(path, on_bytes=read_bytes.append)
    next(transcripts)
    assert sum(read_bytes) < Path(path).stat().st_size / 4


def test_every_kind_has_a_name_of_its_own():
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert all(kind.title for kind in KINDS)


@evaluation_files("transcripts/*.jsonl")
def test_public_transcripts_are_read_whole(path: Path):
    found = conversations(path)
    given = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [transcript.messages for transcript in found] == [one["messages"] for one in given]
    assert [transcript.name for transcript in found] == [one["id"] for one in given]
    assert ANSWER not in path.read_text("utf-8")  # the samples are invented


def test_a_chat_in_lines_is_the_chat_of_one_document(tmp_path: Path):
    """An answer that is written again counts once; words that were taken back are a conversation of their own."""
    taken_back, chat = conversations(written(tmp_path, lines(*gemini_lines())))
    [document] = conversations(FOLDER / "gemini_cli.json")
    assert (chat.messages, chat.name) == (document.messages, "9f1c")
    assert ends(document) == [1, 3, 5]
    assert ends(taken_back) == [1, 3, 5]
    assert text_in(taken_back.messages[4]) == "Never mind."
    assert ends(chat) == [5]
    assert [one.reported for one in document.requests] == [(600, 300, 0)] * 3
    assert {one.model for one in document.requests} == {"gemini-2.5-pro"}


def test_a_chat_goes_on_from_a_checkpoint_and_another_session_is_another(tmp_path: Path):
    asked, info, called, *rest = gemini_chat()
    checkpoint = {"$set": {"messages": [gemini_said("s", "user", "What was said."), *rest]}}
    chat = lines(GEMINI, asked, info, called, checkpoint, {**GEMINI, "sessionId": "other"}, *gemini_chat())
    first, second = conversations(written(tmp_path, chat))
    assert [text_in(message) for message in first.messages] == ["What was said.", ANSWER, THANKS, BYE]
    assert (ends(first), ends(second)) == ([1, 3], [1, 3, 5])


def test_a_call_of_a_chat_without_a_result_is_left_out(tmp_path: Path):
    asked, _, called, *rest = gemini_chat()
    refused = {**called, "toolCalls": [{**called["toolCalls"][0], "result": None, "status": "cancelled"}]}
    [chat] = conversations(written(tmp_path, json.dumps({**GEMINI, "messages": [asked, refused, *rest]}), "a.json"))
    assert ends(chat) == [1, 2, 4]
    assert "functionCall" not in json.dumps(chat.messages)


def test_a_rollout_says_which_model_was_asked_and_what_was_reported():
    [rollout] = conversations(FOLDER / "codex_rollout.jsonl")
    assert ends(rollout) == [3, 6, 8]
    assert rollout.name == "019c"
    assert rollout.messages[0] == {"role": "system", "content": SYSTEM}
    assert [one.model for one in rollout.requests] == ["gpt-5-codex", "gpt-5-codex", "gpt-5-mini"]
    assert [one.reported for one in rollout.requests] == [(300, 700, 0), (1300, 700, 0), (2300, 700, 0)]


def test_a_rollout_ends_where_it_is_compacted(tmp_path: Path):
    begun = codex()
    left = [codex_said("user", "What was said.")["payload"], {"type": "compaction", "encrypted_content": "gAAAA"}]
    compacted = codex_line("compacted", {"message": "", "replacement_history": left})
    path = written(tmp_path, lines(*begun, compacted, codex_said("user", "Go on."), codex_said("assistant", "Yes.")))
    whole, after = conversations(path)
    assert ends(whole) == [3, 6, 8]
    assert after.messages[:3] == [{"role": "system", "content": SYSTEM}, *left]
    assert (ends(after), after.requests[0].model) == ([4], "gpt-5-mini")


def test_a_rollout_that_is_compacted_by_a_summary(tmp_path: Path):
    compacted = codex_line("compacted", {"message": "What was said."})
    path = written(tmp_path, lines(*codex(), compacted, codex_said("user", "Go on."), codex_said("assistant", "Yes.")))
    after = conversations(path)[1]
    assert [text_in(message) for message in after.messages] == [SYSTEM, "What was said.", "Go on.", "Yes."]


def test_a_rollout_in_which_the_user_goes_back(tmp_path: Path):
    back = codex_line("event_msg", {"type": "thread_rolled_back", "num_turns": 1})
    path = written(tmp_path, lines(*codex(), back, codex_said("user", "Until when?"), codex_said("assistant", "May.")))
    whole, after = conversations(path)
    assert text_in(after.messages[after.requests[-1].end - 1]) == "Until when?"
    assert THANKS not in json.dumps(after.messages)
    assert (ends(whole), ends(after)) == ([3, 6, 8], [8])


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("name", files())
def test_a_compressed_file_is_read_as_what_it_holds(name: str, suffix: str, tmp_path: Path):
    plain = (FOLDER / name).read_bytes()
    packed = written(tmp_path, PACKED[suffix](plain), f"{name}{suffix}")
    assert [one.messages for one in conversations(packed)] == [one.messages for one in conversations(FOLDER / name)]
    assert conversations(packed)[0].source.startswith(packed)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_damaged_file_is_said_to_be_one(suffix: str, tmp_path: Path):
    packed = PACKED[suffix]((FOLDER / "openai_conversations.jsonl").read_bytes())
    damaged = written(tmp_path, packed[:40] + bytes(20) + packed[60:], f"file{suffix}")
    with pytest.raises(TranscriptError, match="is damaged or cut off: "):
        conversations(damaged)


def test_a_packed_file_that_was_cut_off_is_said_to_be(tmp_path: Path):
    packed = gzip.compress((FOLDER / "openai_lines.jsonl").read_bytes())
    with pytest.raises(TranscriptError, match="is damaged or cut off: "):
        conversations(written(tmp_path, packed[:-20]))


def test_two_packed_parts_are_one_file(tmp_path: Path):
    for pack in PACKED.values():
        parts = [pack(f"{json.dumps(message)}\n".encode()) for message in CHAT]
        assert conversations(written(tmp_path, b"".join(parts)))[0].messages == CHAT


def test_a_file_that_stands_for_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compressed, "_MOST", 3 << 20)
    with pytest.raises(TranscriptError, match="holds more than 4 GiB"):
        conversations(written(tmp_path, gzip.compress(b" " * (4 << 20))))


def test_zstandard_is_asked_for_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    packed = written(tmp_path, PACKED[".zst"](b"{}"))
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(ModuleNotFoundError, match="pip install zstandard"):
        conversations(packed)
