"""What the laws say of one conversation, as functions that name what broke.

`complaints` asks them all about a session that `random_sessions.play` made.
"""

import inspect
import re
import traceback
from collections.abc import Callable, Iterator
from itertools import pairwise, takewhile
from random import Random
from typing import Any

from headroom import CompressionError, count_tokens, expand, retrieve
from tests.laws.conversations import calls_of, results_of
from tests.laws.left_out import faults_of, is_view
from tests.laws.meaning import alone, means
from tests.laws.notes import is_note
from tests.laws.random_retrievals import RETRIEVAL
from tests.laws.random_sessions import Call, Messages, Session, call_of, experienced, planned_by

Path = tuple[Any, ...]

EXPANDS_AMONG_MESSAGES = "messages" in inspect.signature(expand).parameters
MAY_CHANGE = ("user", "tool", "function")
READS_LIKE_OURS = re.compile(
    r"\d (rows?: |lines: |arrays: |objects (joined by|in lines) |tuples:$|tuples joined by )"
    r"|\[(original field order: |Python objects: |integer keys|records: |\*n repeats|; between|\"\"\"|Python values)"
    r"|\[(JavaScript values|JSON5)\]"
    r"|\[(columns padded |CSV in |TSV in |paths in |tree in |JSON text: )"
    r"|^\[(… |as in |line n|each of |blocks of lines|lines (of a log|that repeat|indented below)|below stands the )"
    r"|\[each of \d+ rows stands for \""
    r"|^\[(view|page) of ",
    re.M,
)
"""Texts that read so and may not be rewritten are sent as they are; expanding them says what they spell, or refuses."""
REFERS_OR_LEFT = ("[… as in ", "[⋯ as in ", "[as in ", "[result of ")
QUOTED = "[text as it came]\n"
LINE_TOKENS = 9
"""What that line takes at most, by any model's count."""


def prefix_is_stable(session: Session) -> Iterator[str]:
    """Law 1: what was sent is sent again, and more behind it, until the window moves; then what stands before that."""
    for before, after in zip(session.calls, session.calls[1:], strict=False):
        if back := _came_back(before, after):
            yield f"messages came back: {back} at call {len(after.given)}"
        same = _length_unmoved(before, after)
        if after.sent[:same] != before.sent[:same]:
            yield f"call {len(after.given)} sends another beginning than call {len(before.given)}"


def _came_back(before: Call, after: Call) -> list[int]:
    """The messages that had left and are sent again; where the window moves a result may that takes less then."""
    moves = bool(after.gone.keys() - before.gone.keys())
    costs = [[decision.tokens_after for decision in call.result.decisions] for call in (before, after)]
    back = before.gone.keys() - after.gone.keys()
    may = {index for index in back if moves and before.gone[index] == "masked" and costs[1][index] < costs[0][index]}
    return sorted(back - may)


def _length_unmoved(before: Call, after: Call) -> int:
    """How many of the messages sent stand before the window's first change."""
    moved = [index for index, action in after.gone.items() if before.gone.get(index) != action]
    if any(after.gone[index] == "dropped" for index in moved):  # then the notes say something else
        moved += [*before.noted(), *after.noted()]
    first = min(moved, default=len(before.given))
    return len(list(takewhile(lambda place: place is not None and place < first, before.places())))


def same_from_scratch(session: Session) -> Iterator[str]:
    """Law 1: what was remembered from call to call changes nothing."""
    scratch = session.from_scratch(session.messages)
    if scratch.sent != session.last.sent:
        yield "planned at once it is sent otherwise than call by call"
    if scratch.result != session.last.result or scratch.result.decisions != session.last.result.decisions:
        yield "planned at once it is reported otherwise than call by call"


def same_after_edits(session: Session) -> Iterator[str]:
    """Law 1: a history that was edited, shortened or is told by other objects is no longer the one remembered."""
    rng = Random(f"edits {session.seed}")
    messages, engine = [dict(message) for message in session.messages], experienced(session.settings.config)
    call_of(engine, messages, session.settings)
    for _ in range(2 if messages else 0):
        place = rng.randrange(len(messages))
        text = rng.choice([text for _, text in texts_of(session.messages)] or [""])
        messages[place].setdefault("role", "user")  # one that said nothing at all would be no message
        messages[place].update(rng.choice([{"role": "user", "content": text}, {"content": text}]))
        del messages[rng.randint(place, len(messages)) + 1 :]
        if call_of(engine, messages, session.settings).sent != session.from_scratch(messages).sent:
            yield f"a history whose message {place} was edited is sent otherwise than from scratch"
    if session.messages and call_of(engine, session.messages, session.settings).sent != session.last.sent:
        yield "back from an edited history it is sent otherwise"


def nothing_grows(session: Session) -> Iterator[str]:
    """Law 2: no message grows, and the counts are those of what is sent."""
    model, result = session.settings.model, session.last.result
    for index, before, after in session.last.rewritten():
        was, now = (count_tokens([message], model).value for message in (before, after))
        # A quoted result may leave for a line that takes less than it as it is quoted.
        masked = any(READS_LIKE_OURS.search(text) for _, text in texts_of(before))
        if now > was + LINE_TOKENS * max(quoted_in(after), masked):
            yield f"message {index} grew from {was} to {now} tokens"
    # Where counts are estimates a note may stand for less, see `test_a_window_only_makes_room_by_estimate`.
    certain = model == "gpt-4o" or not session.last.gone
    lines = LINE_TOKENS * sum(map(quoted_in, result.messages))
    given = count_tokens(session.last.given, model).value  # what asks for the rest of a view is not in `tokens_before`
    if certain and result.tokens_after > given + lines:
        yield f"the conversation grew from {given} to {result.tokens_after} tokens"
    if result.tokens_after != count_tokens(result.messages, model).value:
        yield f"{result.tokens_after} tokens are reported, sent are {count_tokens(result.messages, model).value}"


def quoted_in(message: Any) -> int:
    """How many texts in it stand below the line that says that they are as they came."""
    return sum(text.startswith(QUOTED) for _, text in texts_of(message))


def referring(session: Session) -> int:
    """How many texts are sent that say what was given only among the messages before them."""
    messages = [(texts_of(before), texts_of(after)) for _, before, after in session.last.rewritten()]
    texts = [(was, text) for pair in messages for (_, was), (_, text) in zip(*pair, strict=False)]
    return sum(text != was and not is_view(text) and not _says_alone(text, was) for was, text in texts)


def shown_in_part(session: Session) -> int:
    """How many texts are sent of which only a part is shown."""
    return sum(is_view(text) for _, _, after in session.last.rewritten() for _, text in texts_of(after))


def _says_alone(text: str, was: str) -> bool:
    expanded = alone(text)
    return expanded is not None and means(expanded, was)


def nothing_is_lost(session: Session) -> Iterator[str]:
    """Law 3: every text sent expands, among the messages sent before it, to what was given."""
    for call in session.at_every_window():
        places = call.places()
        for index, before, after in call.pairs():
            if places[index] not in call.gone:
                exempts = session.settings.config.smart_crusher
                is_open = not (exempts.exclude_tools or exempts.exclude_roles) and before.get("role") in MAY_CHANGE
                losses = _losses(before, after, call.sent[:index], [("content",)] if is_open else [])
                yield from (f"message {index}{fault}" for fault in losses)


def _losses(before: Any, after: Any, earlier: Messages, quotable: list[Path]) -> Iterator[str]:
    was, now = dict(texts_of(before)), dict(texts_of(after))
    if list(was) != list(now):
        yield " has other fields than it had"
    for path in was.keys() & now.keys():
        among = earlier if _is_of_tool(before, path) else []
        lost = _lost(was[path], now[path], among, may_claim=path not in quotable)
        yield from (f"{list(path)}: {fault}" for fault in lost)


def _lost(was: str, text: str, earlier: Messages, may_claim: bool) -> Iterator[str]:
    if text == was and not re.search(r"[\[{…]", text):
        return  # there is nothing in it to expand: most texts
    try:
        expanded = expanded_among(text, earlier)
    except CompressionError as error:
        if text != was or not (may_claim and READS_LIKE_OURS.search(text)):
            yield f"it is not expanded: {error}"
        return
    if text == was and may_claim and READS_LIKE_OURS.search(text):
        return
    if not means(expanded, was):
        yield f"it was {was!r}, is sent as {text!r} and expands to {expanded!r}"


def expanded_among(text: str, earlier: Messages) -> str:
    """What a text sent stands for, among the messages sent before it."""
    return expand(text, earlier) if EXPANDS_AMONG_MESSAGES else expand(text)  # type: ignore[call-arg]


def texts_of(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a message, wherever it stands, with its path; what is no text stands as its repr."""
    if isinstance(value, dict | list):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in entries:
            yield from texts_of(inner, (*path, key))
    else:
        yield path, value if isinstance(value, str) else repr(value)


def _is_of_tool(message: Any, path: Path) -> bool:
    return message.get("role") in ("tool", "function") or _block_of(message, path).get("type") == "tool_result"


def _block_of(message: Any, path: Path) -> Any:
    """The content block that a text stands in; an empty one where it stands in none."""
    block = message["content"][path[1]] if path[:1] == ("content",) and len(path) > 2 else {}
    return block if isinstance(block, dict) else {}


def only_words_of_users_and_tools_change(session: Session) -> Iterator[str]:
    """Law 3: what the model, the developer and failed tools said is sent as it is, and so are names, ids and calls."""
    for index, before, after in session.last.rewritten():
        now = dict(texts_of(after))
        for path, was in texts_of(before):
            fixed = path[0] != "content" or _block_of(before, path).get("is_error") or before["role"] not in MAY_CHANGE
            if fixed and now.get(path) != was:
                yield f"message {index}{list(path)} of {before['role']} was {was!r} and is {now.get(path)!r}"


def sending_again_changes_nothing(session: Session) -> Iterator[str]:
    """Law 5: compress(sent) == sent, also where only some of the messages come as they were sent. Where what must stay
    exceeds the budget, what was tied together may have left in part, and more may leave of the rest. A note told by two
    messages may cost more than the window books for one, so that more may leave, too."""
    calls = (call for call in session.at_every_window() if not any(map(is_note, _behind_notes(call.sent))))
    fits = (call for call in calls if not any("the window allows" in said for said in call.result.warnings))
    for call, messages in ((one, again) for one in fits for again in _given_again(one, session.seed)):
        again = session.from_scratch(messages).sent
        if again != call.sent:
            differing = [index for index, pair in enumerate(zip(again, call.sent, strict=False)) if pair[0] != pair[1]]
            yield f"{len(call.sent)} messages sent again are {len(again)}, others at {differing[:5]}"


def _behind_notes(messages: Messages) -> Iterator[Any]:
    return (behind for message, behind in pairwise(messages) if is_note(message))


def _given_again(call: Call, seed: int) -> Iterator[Messages]:
    """Messages that are to be sent as they were: all as sent, or some of them.

    What comes in our forms is not read for the order of its fields, so behind some of it no fields change theirs.
    """
    yield call.sent
    if not call.gone and "[original field" not in repr(call.sent):
        rng = Random(seed)
        yield [rng.choice(pair) for pair in zip(call.given, call.sent, strict=True)]


def nothing_is_mutated(session: Session) -> Iterator[str]:
    """Law 6: the messages given stay as they were, and those that do not change are the same objects."""
    if repr(session.messages) != repr(planned_by(session.seed)[0]):
        yield "the messages given were changed"
    decisions = session.last.result.decisions
    places = session.last.places()
    for index, given, after in session.last.pairs():
        place = places[index]
        if (after is given) != (decisions[place].action == "kept"):
            yield f"message {place} was {decisions[place].action}, its identity says otherwise"
        elif session.last.sent[index] is not given and session.last.sent[index] == given:
            yield f"message {place} was copied for nothing"


def nothing_fails(session: Session) -> Iterator[str]:
    """Law 7: nothing inside fails; a conversation that does not fit is no fault."""
    warnings = (warning for call in session.calls for warning in call.result.warnings)
    yield from (warning for warning in warnings if "as they were" in warning or "as it was" in warning)


def calls_keep_results(session: Session) -> Iterator[str]:
    """Law 8: order is kept, and who had a partner on the other side has it still."""
    for call in session.at_every_window():
        places = [place for place in call.places() if place is not None]
        if places != sorted(places):
            yield "the order of messages changed"
        if any(_ids(before) != _ids(after) for _, before, after in call.rewritten()):
            yield "a message names other calls than it did"
        yield from _orphans(call, set(places))


def _orphans(call: Call, places: set[int]) -> Iterator[str]:
    for caller, answer, identifier in _pairs(call.given):
        if (caller in places) != (answer in places):
            alone = "call" if caller in places else "result"
            yield f"the {alone} {identifier!r} is alone: of messages {caller} and {answer} one has left"


def _ids(message: Any) -> tuple[list[str], list[str]]:
    return calls_of(message), results_of(message)


def _pairs(messages: Messages) -> Iterator[tuple[int, int, str]]:
    """The calls that are answered with their first answers: (caller, answer, id).

    Left out are messages that answer calls of several messages, which stay with the newest of them, and results that
    read like the window's note, see `test_a_result_that_reads_like_the_note_leaves_with_its_call`.
    """
    waiting: dict[str, int] = {}
    callers: dict[str, int] = {}
    for index, message in enumerate(messages):
        answered = {identifier: waiting.pop(identifier, None) for identifier in results_of(message)}
        if len({callers.get(identifier) for identifier in answered}) == 1 and not _reads_like_the_note(message):
            yield from ((caller, index, name) for name, caller in answered.items() if caller is not None)
        waiting.update(dict.fromkeys(calls_of(message), index))
        callers.update(dict.fromkeys(calls_of(message), index))


def _reads_like_the_note(message: Any) -> bool:
    return any(text.startswith("[Earlier conversation left out") for _, text in texts_of(message))


def pages_stay(session: Session) -> Iterator[str]:
    """Law 5: what was asked for is sent as it was answered, where it was not said before or has left."""
    for index, before, after in session.last.rewritten():
        is_page = any(name.startswith(RETRIEVAL) for name in results_of(before))
        for (_, page), (_, text) in zip(texts_of(before), texts_of(after), strict=False):
            if is_page and text != page and not text.startswith(REFERS_OR_LEFT):
                yield f"message {index} was {page!r} and is {text!r}"


def what_is_left_out_is_to_be_had(session: Session) -> Iterator[str]:
    """Law 4: what a view does not show stands on the pages that its address gives, and nothing else does."""
    sent = session.last.sent
    views = [(text, sent[:at]) for at, message in enumerate(sent) for _, text in texts_of(message) if is_view(text)]
    config, model = session.settings.config, session.settings.model

    def page(address: str, lines: str) -> str:
        return retrieve(address, lines=lines, config=config, model=model)

    for view, above in Random(f"left out {session.seed}").sample(views, min(1, len(views))):
        yield from faults_of(view, above, page)


Check = Callable[[Session], Iterator[str]]

CHECKS: list[Check] = [
    prefix_is_stable,
    same_from_scratch,
    same_after_edits,
    nothing_grows,
    nothing_is_lost,
    only_words_of_users_and_tools_change,
    sending_again_changes_nothing,
    nothing_is_mutated,
    nothing_fails,
    calls_keep_results,
    pages_stay,
    what_is_left_out_is_to_be_had,
]


def complaints(session: Session) -> list[tuple[str, str]]:
    """What broke: the check and what it says."""
    return [(check.__name__, complaint) for check in CHECKS for complaint in _asked(check, session)]


def _asked(check: Check, session: Session) -> list[str]:
    """What a check says; if it fails itself, how."""
    try:
        return list(check(session))
    except Exception:
        return [traceback.format_exc()]
