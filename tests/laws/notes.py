"""What was sent apart from the window's notes, found by the rules that the page on conversations states."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from tests.laws.conversations import results_of

NOTE = re.compile(
    r"\[Earlier conversation left out to fit the context window: (\d+) messages, (\d+) tokens"
    r'(?:; headroom_retrieve\("\w+"\))?\]'
)
_IN_FRONT = re.compile(rf"{NOTE.pattern}\n\n")
_BEHIND = re.compile(rf"\n\n{NOTE.pattern}\Z")


def gaps_of(dropped: Sequence[int]) -> list[range]:
    """The runs of messages that left, of their ascending indexes."""
    starts = [index for before, index in pairwise([-2, *dropped]) if index != before + 1]
    ends = [before + 1 for before, index in pairwise([*dropped, -2]) if index != before + 1]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def is_note(message: Any) -> bool:
    """Whether a message is a note by itself."""
    speaks = message.get("role") in ("user", "assistant") and not message.get("tool_calls")
    content = message.get("content")
    if isinstance(content, list) and len(content) == 1 and isinstance(content[0], dict):
        content = content[0].get("text") if content[0].get("type") != "tool_result" else None
    return speaks and message.keys() <= {"role", "content"} and bool(NOTE.fullmatch(str(content)))


def places_of_own(given: Sequence[Any], dropped: Sequence[int], sent: Sequence[Any]) -> list[int]:
    """The messages of which each has a message of the window's own in front, where these were sent."""
    gaps, is_quoted = gaps_of(dropped), any(map(_is_quoted, sent))

    def is_user(index: int) -> bool:
        """What a user says that only reads like a note is sent quoted, and is no note."""
        if not 0 <= index < len(given) or given[index].get("role") != "user" or results_of(given[index]):
            return False
        return is_quoted or not is_note(given[index])

    parted = [gap.start for gap in gaps if is_user(gap.start - 1) and is_user(gap.stop)]
    own = len(sent) - len(given) + len(dropped)
    places = parted or [gap.start for gap in gaps[:1]] * own
    assert len(places) == own, f"{own} messages of the window's own, expected at {places}"
    return places


def _is_quoted(message: Any) -> bool:
    """Whether a message is sent as one that only reads like a note."""
    content = message.get("content")
    said = content[0].get("text") if isinstance(content, list) and content else content
    return str(said).startswith("[text as it came]\n[Earlier conversation")


def without_note(given: Any, sent: Any) -> Any:
    """A message that was sent apart from a note that was added: the given one, if nothing else is different."""
    if sent is given or sent.get("role") != "user" or results_of(sent):
        return sent
    content = sent["content"]
    if isinstance(content, str):
        bare: Any = _bare(given["content"], content)
    else:
        bare = [_bare_block(was, after) for was, after in zip(given["content"], content, strict=True)]
    return given if bare == given["content"] else {**sent, "content": bare}


def _bare_block(given: Any, sent: Any) -> Any:
    return sent if sent is given or "text" not in sent else {**sent, "text": _bare(given["text"], sent["text"])}


def _bare(given: Any, sent: str) -> str:
    """A text without a note, unless it was given with one."""
    for note in (_IN_FRONT.match(sent), _BEHIND.search(sent)):
        if note and not (_IN_FRONT.match(str(given)) or _BEHIND.search(str(given))):
            return sent.replace(note[0], "", 1) if note.start() == 0 else sent[: note.start()]
    return sent


def said(given: Sequence[Any], dropped: Sequence[int], sent: Sequence[Any]) -> list[Any]:
    """What was sent apart from notes: those given that stay, as they were sent."""
    stay, own = _stays_and_own(given, dropped, sent)
    others = (message for place, message in enumerate(sent) if place not in own)
    return [without_note(given[index], message) for index, message in zip(stay, others, strict=True)]


def notes_of(
    given: Sequence[Any], dropped: Sequence[int], sent: Sequence[Any]
) -> Iterator[tuple[int, tuple[int, int]]]:
    """The notes that were sent and not given: where each stands among the given, and (messages, tokens)."""
    stay, own = _stays_and_own(given, dropped, sent)
    places = iter(stay)
    for place, message in enumerate(sent):
        index = own[place] if place in own else next(places)
        if place in own or without_note(given[index], message) != message:
            yield index, next(notes_in([message]))


def _stays_and_own(
    given: Sequence[Any], dropped: Sequence[int], sent: Sequence[Any]
) -> tuple[list[int], dict[int, int]]:
    """The given messages that stay, and the window's own: their places among the sent and among the given."""
    gone, places = set(dropped), places_of_own(given, dropped, sent)
    stay = [index for index in range(len(given)) if index not in gone]
    own = {sum(index < place for index in stay) + number: place for number, place in enumerate(places)}
    return stay, own


def notes_in(messages: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """(messages, tokens) of every note, by itself or added."""
    for message in messages:
        content = message.get("content")
        blocks = content if isinstance(content, list) else [{"text": content}]
        for text in (str(block.get("text")) for block in blocks if isinstance(block, dict)):
            found = NOTE.fullmatch(text) or _IN_FRONT.match(text) or _BEHIND.search(text)
            if found and message.get("role") in ("user", "assistant"):
                yield int(found[1]), int(found[2])
