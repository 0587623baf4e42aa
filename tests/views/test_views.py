"""What is shown of large results, as `compress` sends them."""

import json
import re
from typing import Any

import pytest

from headroom import HeadroomConfig, SentText, ViewConfig, compress, count_tokens, expand, expand_messages
from tests.views.results import SMALL, asked, log, orders, sent


def small(**settings: Any) -> HeadroomConfig:
    return HeadroomConfig(views=ViewConfig(**{"enabled": True, "budget_tokens": 200, **settings}))


def test_by_default_all_is_shown():
    messages = asked("Which orders failed?", orders())
    whole = compress(messages)
    assert whole.messages[2]["content"].startswith("[200 rows: id,status,by.name,total\n")
    assert whole.tools == {}


def test_a_large_result_becomes_a_view_that_says_how_the_rest_is_had():
    view = sent(asked("Which orders failed?", orders()))
    header, columns, *lines = view.split("\n")
    assert columns == "[columns: status paid 198x, failed 2x; total 40 to 98000, sum 106553]"
    assert re.fullmatch(r'\[view of get_orders: \d+ of 202 lines; the rest by headroom_retrieve\("\w{12}"\)\]', header)
    assert lines[0] == "[200 rows: id,status,by.name,total"
    assert any(line.startswith("[… lines ") and line.endswith(" left out]") for line in lines)
    assert count_tokens(view).value <= 200


def test_what_stands_out_is_shown():
    view = sent(asked("How are we doing?", orders()), small(budget_tokens=400))
    assert "R-1061,failed" in view
    assert "R-1147,failed" in view
    assert "98000" in view
    assert "ERROR [orders] connection to db-3 refused" in sent(asked("How are we doing?", log()))


def test_what_was_asked_for_is_shown():
    assert "R-1093," in sent(asked("What became of order R-1093?", orders()))
    assert "R-1093," in sent(asked("What became of it?", orders(), arguments='{"order": "R-1093"}'))
    assert "R-1093," not in sent(asked("How are we doing?", orders()))


def test_a_view_stays_what_it_was_when_the_talk_goes_on():
    messages = asked("Which orders failed?", orders())
    later = [*messages, {"role": "assistant", "content": "Two."}, {"role": "user", "content": "And order R-1093?"}]
    before = compress(messages, config=SMALL).messages
    assert compress(later, config=SMALL).messages[:3] == before


def test_the_original_comes_back():
    messages = asked("Which orders failed?", orders())
    result = compress(messages, config=SMALL)
    assert expand(result.messages[2]["content"]) == orders()
    assert expand_messages(result.messages) == messages


def test_a_view_is_no_lossless_decision():
    decision = compress(asked("Which failed?", orders()), config=SMALL).decisions[2]
    assert (decision.action, decision.reason) == ("rewritten", "shows a part, and where the rest is to be had")
    assert not decision.lossless
    assert compress(asked("Which failed?", orders(9)), config=SMALL).decisions[2].lossless


def test_what_was_sent_stays_as_it_is_when_it_is_sent_again():
    once = compress(asked("Which failed?", orders()), config=SMALL).messages
    again = compress(once, config=SMALL).messages
    assert again[2] is once[2]
    assert isinstance(again[2]["content"], SentText)


def test_a_result_of_little_more_than_its_budget_is_shown_whole():
    tokens = count_tokens(sent(asked("Which?", orders(40)), HeadroomConfig())).value
    assert sent(asked("Which?", orders(40)), small(budget_tokens=tokens * 2 // 3 + 1)).startswith("[40 rows: ")
    assert sent(asked("Which?", orders(40)), small(budget_tokens=tokens * 2 // 3 - 1)).startswith("[view of ")


def test_tools_have_budgets_of_their_own():
    config = small(budgets={"get_*": 400, "*": 100})
    view, other = (sent(asked("Which?", orders(), tool), config) for tool in ("get_orders", "search"))
    assert 200 < count_tokens(view).value <= 400
    assert count_tokens(other).value <= 100


def test_tools_may_be_exempt():
    config = small(exclude_tools=("get_*",))
    assert sent(asked("Which?", orders()), config).startswith("[200 rows: ")
    assert sent(asked("Which?", orders(), "search"), config).startswith("[view of search: ")


CODE = "".join(f"def step_{number}(x: int) -> int:\n    return x + {number}\n\n\n" for number in range(90))
DIFF = "--- a/app.py\n+++ b/app.py\n" + "".join(
    f"@@ -{number},3 +{number},3 @@\n def f{number}():\n-    return 1\n+    return 2\n" for number in range(1, 400, 4)
)


@pytest.mark.parametrize("source", [CODE, DIFF], ids=["a file just read", "a diff"])
def test_what_an_agent_may_edit_stays_whole(source: str):
    assert sent(asked("Mend it.", source, "read_file")) == source


def test_what_users_and_models_say_is_never_shown_in_part():
    said = [{"role": "user", "content": log()}, {"role": "assistant", "content": log()}]
    sent = compress(said, config=SMALL).messages
    assert not any("[view of " in message["content"] for message in sent)
    assert expand_messages(sent) == said


@pytest.mark.parametrize("mode", ["audit", "simulate"])
def test_where_the_original_is_sent_nothing_is_left_out(mode: str):
    messages = asked("Which failed?", orders())
    result = compress(messages, config=HeadroomConfig(default_mode=mode, views=SMALL.views))
    assert result.messages == messages
    assert result.tools == {}


def test_a_later_result_does_not_refer_to_what_was_left_out():
    messages = asked("Which failed?", log())
    again = [{**message, "tool_call_id": "call_2"} if message["role"] == "tool" else message for message in messages]
    again[1] = json.loads(json.dumps(messages[1]).replace("call_1", "call_2"))
    result = compress([*messages, *again[1:]], config=SMALL)
    assert expand(result.messages[4]["content"], result.messages[:4]) == log()
    left_out = "GET /orders/101 "
    assert left_out not in result.messages[2]["content"]
    assert result.messages[4]["content"].startswith("[view of get_orders: ")
