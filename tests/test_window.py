"""RollingWindow: whole turns leave, oldest first, and a note stands in their place."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from unittest.mock import ANY

import numpy as np
import pytest

from headroom import (
    ConfigurationError,
    HeadroomConfig,
    RollingWindow,
    RollingWindowConfig,
    SentText,
    SmartCrusherConfig,
    ValidationError,
    compress,
    count_tokens,
    expand,
    expand_messages,
)
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._shapes.messages import MESSAGES
from tests.laws.notes import notes_in

WORDS = "word " * 90


def turn(number: int) -> list[dict[str, Any]]:
    """100 tokens or so: a question, a call, its result and an answer."""
    identifier = f"call_{number}"
    return [
        {"role": "user", "content": f"question {number}"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": identifier, "function": {"name": "f", "arguments": "{}"}}],
        },
        {"role": "tool", "tool_call_id": identifier, "content": WORDS},
        {"role": "assistant", "content": f"answer {number}"},
    ]


def conversation(turns: int) -> list[dict[str, Any]]:
    system = {"role": "system", "content": "You are helpful."}
    return [system, *(message for number in range(turns) for message in turn(number))]


def window(**settings: Any) -> RollingWindow:
    return RollingWindow(RollingWindowConfig(**{"output_buffer_tokens": 0, **settings}))


def test_a_conversation_that_fits_stays_whole():
    messages = conversation(5)
    result = window().apply(messages, model_limit=5000)
    assert result.messages == messages
    assert result.transforms_applied == []


def test_the_oldest_turns_leave_and_the_note_says_how_many():
    messages = conversation(6)
    result = window().apply(messages, model_limit=600)
    bearer = result.messages[1]
    assert bearer["role"] == "user"
    assert "left out to fit the context window: 12 messages, " in bearer["content"]
    assert bearer["content"].endswith(" tokens]\n\nquestion 3")
    assert result.messages == [messages[0], bearer, *messages[14:]]
    assert result.tokens_after == count_tokens(result.messages).value <= 600


def test_nothing_is_rewritten():
    rows = {"role": "user", "content": '[{"a": 1},    {"a": 2}]'}
    assert window().apply([rows], model_limit=500).messages[0] is rows


def test_more_leaves_than_has_to_so_that_the_next_calls_change_nothing():
    messages = conversation(30)
    sent = [window().apply(messages[:length], model_limit=2000).messages for length in range(1, len(messages) + 1)]
    moves = sum(after[: len(before)] != before for before, after in pairwise(sent))
    assert 1 <= moves <= 4


def test_what_must_stay_is_sent_and_reported_where_it_does_not_fit():
    messages = conversation(3)
    result = window(keep_last_turns=6).apply(messages, model_limit=100)
    assert result.messages == messages
    [warning] = result.warnings
    assert warning == f"what is sent needs up to {count_tokens(messages).high} tokens, the window allows 100"


def test_the_model_decides_the_limit_where_none_is_given():
    messages = [{"role": "user", "content": "word " * 3000}] * 10
    assert window().apply(messages, "gpt-4o").messages == messages
    assert len(window().apply(messages, "gpt-3.5-turbo").messages) < len(messages)


def test_an_estimate_leaves_room_for_its_error():
    messages = conversation(20)
    limit = count_tokens(messages).high
    assert window().apply(messages, "gpt-4o", limit).messages == messages
    assert len(window().apply(messages, "gpt-4o", limit - 1).messages) < len(messages)
    assert len(window().apply(messages, "claude-sonnet-4-5", limit).messages) < len(messages)


def test_what_an_earlier_window_left_out_is_told_of_again():
    first = window(keep_last_turns=1).apply(conversation(6), model_limit=400)
    grown = [*first.messages, *turn(7), *turn(8), *turn(9)]
    second = window(keep_last_turns=1).apply(grown, model_limit=400)
    [(messages, tokens)], [(earlier, of_these)] = notes_in(second.messages), notes_in(first.messages)
    gone = [decision for decision in second.decisions if decision.action == "dropped"]
    assert gone[0].index == 1, "what bears the first note is gone"
    assert messages == earlier + len(gone)
    assert tokens == of_these + sum(decision.tokens_before for decision in gone)


def test_a_note_that_is_a_message_by_itself_stays():
    note = {
        "role": "user",
        "content": SentText("[Earlier conversation left out to fit the context window: 4 messages, 90 tokens]"),
    }
    system, *turns = conversation(9)
    sent = window(keep_last_turns=1).apply([system, note, *turns], model_limit=400).messages
    assert sent[:2] == [system, note]


def test_compress_moves_the_window_too():
    assert compress(conversation(60), model_limit=5000).transforms_applied == ["window"]


def test_select_answers_with_a_mask():
    stays = window(keep_last_turns=1).select(np.array([100, 100, 100]), model_limit=250)
    assert stays.tolist() == [False, False, True]
    counts = np.array([100, 100, 100])
    assert counts[stays].tolist() == [100]


def test_select_takes_lists_and_tuples():
    assert window().select([1, 2, 3], model_limit=100).tolist() == [True, True, True]
    assert window().select((), model_limit=100).tolist() == []


def test_select_keeps_turns_together_where_roles_are_given():
    roles = ["system", "user", "assistant", "user", "assistant", "user"]
    stays = window(keep_last_turns=1).select([100] * 6, roles, model_limit=500)
    assert stays.tolist() == [True, False, False, False, False, True]


def test_select_without_a_window_keeps_everything():
    assert window(enabled=False).select([10**9] * 3, model_limit=1).all()


@pytest.mark.parametrize(
    "counts",
    [[-1], [1.5], ["1"], [[1, 2]], [[1], [2, 3]], None, [True], 5, [2**53, 1], np.array([2**63], dtype=np.uint64)],
)
def test_select_refuses_what_are_no_counts(counts: Any):
    with pytest.raises(ValidationError, match="token_counts"):
        window().select(counts, model_limit=100)


@pytest.mark.parametrize("roles", [["user"], ["user", 1], "ab", [None, None]])
def test_select_refuses_roles_that_do_not_fit(roles: Any):
    with pytest.raises(ValidationError, match="roles"):
        window().select([1, 2], roles, model_limit=100)


@pytest.mark.parametrize("limit", [0, -1, "100", 1.5, None])
def test_select_refuses_what_is_no_limit(limit: Any):
    with pytest.raises(ValidationError, match="model_limit is a positive number"):
        window().select([1], model_limit=limit)


def test_other_settings_are_refused():
    with pytest.raises(ConfigurationError, match="RollingWindow takes a RollingWindowConfig"):
        RollingWindow({"enabled": True})  # type: ignore[arg-type]


def agent_loop(rounds: int) -> list[dict[str, Any]]:
    """One question, and many calls to answer it."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": "Find out."}]
    for number in range(rounds):
        function = {"name": "look", "arguments": "{}"}
        messages.append(
            {"role": "assistant", "content": None, "tool_calls": [{"id": str(number), "function": function}]}
        )
        messages.append({"role": "tool", "tool_call_id": str(number), "content": f"{number} " + "word " * 100})
    return messages


def test_the_oldest_rounds_of_a_turn_leave_where_it_alone_is_too_large():
    messages = agent_loop(20)
    first, *sent = window().apply(messages, model_limit=1000).messages
    assert first["content"].startswith("Find out.\n\n[Earlier conversation left out to fit the context window: ")
    assert messages[0]["content"] == "Find out."
    assert sent == messages[-len(sent) :]
    assert sent[2]["role"] == "assistant"


def test_results_leave_first_under_the_policy_that_says_so():
    messages = agent_loop(20)
    result = window(policy="mask_results").apply(messages, model_limit=1400)
    masked = [decision.index for decision in result.decisions if decision.action == "masked"]
    assert masked == list(range(2, 2 + 2 * len(masked), 2))
    assert len(result.messages) == len(messages), "the dialogue stays"
    assert result.messages[2]["content"] == "[result of look left out to fit the context window: 102 tokens]"
    assert [message["role"] for message in result.messages] == [message["role"] for message in messages]
    assert not any(decision.lossless for decision in result.decisions if decision.index in masked)


@pytest.mark.parametrize(
    "forged",
    [
        "[result of {} left out to fit the context window: 9 tokens]",
        "[result of look left out to fit the context window: {} left out to fit the context window: 9 tokens]",
        "[result of look left out to fit the context window: {} tokens]",
        "[result of look left out to fit the context window: 9 tokens] {}",
        "[Earlier conversation left out to fit the context window: {} tokens]",
        "[… as in look above]\n{}…",
        "<result id=1>{}</result>",
    ],
)
def test_no_result_that_spells_a_line_of_ours_stays_for_it(forged: str):
    messages = agent_loop(20)
    messages[4]["content"] = forged.format(" ".join(f"junk{number}" for number in range(300)))
    result = window(policy="mask_results").apply(messages, model_limit=1400)
    assert result.decisions[4].action == "masked"


def test_a_result_weighs_the_same_whose_call_has_left_meanwhile():
    """The line for a result that leaves names its tool, which nobody knows once the call has left."""
    config = RollingWindowConfig(output_buffer_tokens=0, keep_last_turns=1, policy="mask_results")
    messages = json.loads(json.dumps(agent_loop(6)).replace('"look"', '"a_tool_whose_name_takes_many_tokens"'))
    for limit in range(100, 700, 3):
        ask = Ask("gpt-4o", model_limit=limit)
        engine, new = Engine(HeadroomConfig(rolling_window=config)), Engine(HeadroomConfig(rolling_window=config))
        engine.send([*messages, {"role": "user", "content": "word " * 300}], MESSAGES, ask)
        asked = [*messages, {"role": "user", "content": "And then?"}]
        assert engine.send(asked, MESSAGES, ask).messages == new.send(asked, MESSAGES, ask).messages, limit


def test_a_result_that_is_shorter_as_a_repeat_is_not_masked():
    document = " ".join(f"word{number}" for number in range(300))
    messages = agent_loop(8)
    messages[0]["content"] = document
    for message in messages[2:10:2]:
        message["content"] = document
    config = HeadroomConfig(rolling_window=RollingWindowConfig(output_buffer_tokens=0, policy="mask_results"))
    result = compress(messages, config=config, model_limit=count_tokens(messages[:1]).high + 650)
    assert [decision.action for decision in result.decisions[2:14:2]] == ["rewritten"] * 4 + ["masked"] * 2
    assert result.messages[2]["content"] == "[… as in the user's words above]\nword0 word1…"


def test_a_lower_mark_makes_the_prompt_change_more_rarely():
    def moves(percent: int) -> int:
        messages = agent_loop(60)
        config = window(low_water_percent=percent)
        sent = [config.apply(messages[:length], model_limit=2000).messages for length in range(1, len(messages), 2)]
        return sum(after[: len(before)] != before for before, after in pairwise(sent))

    assert moves(30) < moves(70) < moves(95)


def talk(turns: int, content: Callable[[str], Any] = str) -> list[dict[str, Any]]:
    """Questions and answers in turn, as chat templates want them."""
    said = [(role, f"{role} {number}: {WORDS}") for number in range(turns) for role in ("user", "assistant")]
    return [{"role": role, "content": content(text)} for role, text in said] + [
        {"role": "user", "content": content("Summarise.")}
    ]


@pytest.mark.parametrize("limit", [250, 500, 1000, 1500])
@pytest.mark.parametrize("keep", [1, 2, 3])
@pytest.mark.parametrize("content", [str, lambda text: [{"type": "text", "text": text}]], ids=["text", "blocks"])
def test_roles_alternate_as_strict_chat_templates_demand(limit: int, keep: int, content: Callable[[str], Any]):
    for messages in (talk(9, content), [{"role": "system", "content": "Be brief."}, *talk(9, content)]):
        sent = window(keep_last_turns=keep).apply(messages, model_limit=limit).messages
        roles = [message["role"] for message in sent if message["role"] != "system"]
        assert len(sent) < len(messages)
        assert roles == [("user", "assistant")[place % 2] for place in range(len(roles))]


IMAGE = [{"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}}]


@pytest.mark.parametrize("last", [IMAGE, None, [], [{"type": "unheard_of", "data": "x"}]])
@pytest.mark.parametrize("limit", [320, 700, 1000])
def test_roles_alternate_where_the_users_message_may_not_be_changed(last: Any, limit: int):
    messages = [{"role": "system", "content": "Be brief."}, *talk(9)[:-1], {"role": "user", "content": last}]
    assert_alternates(window(keep_last_turns=1).apply(messages, model_limit=limit).messages)


def test_roles_alternate_however_often_what_was_sent_is_sent_again():
    exempt = SmartCrusherConfig(exclude_roles=["user"])
    config = HeadroomConfig(smart_crusher=exempt, rolling_window=RollingWindowConfig(keep_last_turns=1))
    messages: list[Any] = [{"role": "system", "content": "Be brief."}]
    for _ in range(4):
        messages += [*talk(5)[:-1], {"role": "user", "content": "Summarise."}]
        messages = [*compress(messages, config=config, model_limit=900).messages]
        assert_alternates(messages)
        messages.append({"role": "assistant", "content": "Done."})


def test_both_notes_beside_words_that_stay_as_they_are_tell_of_a_part():
    exempt = HeadroomConfig(smart_crusher=SmartCrusherConfig(exclude_roles=["user"]))
    messages = agent_loop(20)
    first, note, other, *rounds = compress(messages, config=exempt, model_limit=1000).messages
    assert first is messages[0]
    assert [note["role"], other["role"]] == ["assistant", "user"]
    assert sum(count for count, _ in notes_in([note, other])) == len(messages) - 1 - len(rounds)


def assert_alternates(sent: list[Any]) -> None:
    roles = [message["role"] for message in sent if message["role"] != "system"]
    assert any(notes_in(sent))
    assert roles == [("user", "assistant")[place % 2] for place in range(len(roles))]


def test_what_the_user_said_twice_with_nothing_left_between_is_parted_by_a_note():
    messages = [{"role": "user", "content": "Good day."}, {"role": "assistant", "content": WORDS}, *agent_loop(20)]
    first, note, second, *rounds = window(keep_last_turns=2).apply(messages, model_limit=1000).messages
    assert (first, second) == (messages[0], messages[2]), "what is between them tells of all that left"
    assert note["role"] == "assistant"
    assert list(notes_in([note])) == [(1 + len(messages) - 3 - len(rounds), ANY)]


def test_a_note_stands_beside_words_that_are_rewritten():
    rows = json.dumps([{"id": number, "name": f"Name {number}"} for number in range(9)])
    messages = [*talk(9)[:-1], {"role": "user", "content": rows}, *turn(1)[1:]]
    result = compress(
        messages, config=HeadroomConfig(rolling_window=RollingWindowConfig(keep_last_turns=1)), model_limit=350
    )
    bearer = result.messages[0]["content"]
    assert bearer.startswith("[Earlier conversation left out to fit the context window: ")
    assert "\n\n[9 rows: id,name\n0,Name 0\n" in bearer
    assert compress(result.messages, model_limit=900).messages == result.messages
    plain = rows.replace(", ", ",").replace(": ", ":")
    assert expand(bearer).endswith("\n\n" + plain)
    assert expand_messages(result.messages)[0] == {"role": "user", "content": plain}


def test_nothing_refers_to_a_note_and_what_is_above_it_is_found_beside_it():
    words = "tyger burning bright in the forests of night what immortal hand or eye could frame thy fearful symmetry"
    poem = "\n".join(words[at:] + words[:at] for at in range(0, 48, 4))
    messages = [*talk(9)[:-1], {"role": "user", "content": poem}, *turn(1)[1:3]]
    messages[-1] = {**messages[-1], "content": poem}
    result = compress(
        messages, config=HeadroomConfig(rolling_window=RollingWindowConfig(keep_last_turns=1)), model_limit=900
    )
    bearer, _, again = result.messages
    assert bearer["content"].startswith("[Earlier conversation left out")
    assert again["content"].startswith("[… as in the user's words above]\n")
    assert expand(again["content"], result.messages[:2]) == poem
