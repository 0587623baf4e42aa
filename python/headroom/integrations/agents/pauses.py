"""Runs that wait for a person: what they ask, in words, and what an answer settles.

An answer is what people type. Where one thing is asked, it is the whole text; where several are, it has a line
``name: answer`` for each. A tool that waits for a yes runs on a yes alone: any other answer refuses it, and the agent
reads what was said. Agno 2.1 does not tell what a run waits for: there an answer says that it waits, and no more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .chunks import Asked

__all__ = ["asked_in_words", "questions", "settle"]

_YES = frozenset({"yes", "y", "ok", "okay", "confirm", "confirmed", "approve", "approved", "go ahead", "true"})
_NO = frozenset({"no", "n", "reject", "rejected", "deny", "denied", "cancel", "stop", "false"})


@dataclass(frozen=True)
class _Open:
    """A question and what its answer does."""

    asked: Asked
    take: Callable[[str], None]


def questions(requirements: Sequence[Any] | None) -> tuple[Asked, ...]:
    """Tell what a paused run waits for; ``requirements`` are agno's, those that are settled included."""
    return tuple(one.asked for one in _open(requirements))


def asked_in_words(asked: Sequence[Asked]) -> str:
    """Write what is asked for the person who is to answer."""
    if not asked:
        return "I wait for something that can only be given elsewhere."
    if len(asked) == 1:
        return asked[0].question
    lines = [f"- {one.key}: {one.question}" for one in asked]
    return "\n".join([*lines, "", "Please answer with a line for each: name: answer"])


def settle(requirements: Sequence[Any], answer: str) -> tuple[Asked, ...]:
    """Settle what an answer settles.

    Args:
        requirements: Agno's, of the paused run; they are changed if the answer settles all of them, and only then.
        answer: What the person said.

    Returns:
        What is still asked: nothing if the run can go on, else all of it.
    """
    waiting = _open(requirements)
    answers = _answers(waiting, answer.strip())
    if any(one.asked.key not in answers for one in waiting):
        return tuple(one.asked for one in waiting)
    for one in waiting:
        one.take(answers[one.asked.key])
    return ()


def _answers(waiting: Sequence[_Open], answer: str) -> dict[str, str]:
    keys = [one.asked.key for one in waiting]
    word = answer.lower().rstrip(".!")
    if len(keys) == 1:
        return {keys[0]: answer} if answer else {}
    if word in _YES | _NO and all(one.asked.kind == "confirmation" for one in waiting):
        return dict.fromkeys(keys, answer)
    lines = (line.lstrip("-* ").partition(":") for line in answer.splitlines())
    said = {key.strip().strip("`"): text.strip() for key, _, text in lines if text.strip()}
    return {key: said[key] for key in keys if key in said}


def _open(requirements: Sequence[Any] | None) -> list[_Open]:
    waiting: list[_Open] = []
    for requirement in requirements or ():
        for one in _open_in(requirement):
            same = sum(other.asked.tool == one.asked.tool and other.asked.key == one.asked.key for other in waiting)
            waiting.append(_numbered(one, waiting) if same else one)
    return waiting


def _numbered(one: _Open, waiting: Sequence[_Open]) -> _Open:
    taken, asked = {other.asked.key for other in waiting}, one.asked
    number = next(number for number in range(2, len(taken) + 3) if f"{asked.key} {number}" not in taken)
    return _Open(Asked(f"{asked.key} {number}", asked.kind, asked.tool, asked.arguments, asked.question), one.take)


def _open_in(requirement: Any) -> list[_Open]:
    tool = requirement.tool_execution
    if tool is None or requirement.is_resolved():
        return []
    name, arguments = str(tool.tool_name), dict(tool.tool_args or {})
    call = f"`{name}` with {json.dumps(arguments, ensure_ascii=False, default=str)}"
    if getattr(requirement, "needs_user_feedback", False):
        return [_choice(requirement, name, arguments, question) for question in requirement.user_feedback_schema]
    if requirement.needs_external_execution:
        asked = Asked(name, "external_execution", name, arguments, f"{call} runs elsewhere. What is its result?")
        return [_Open(asked, requirement.set_external_execution_result)]
    if requirement.needs_user_input:
        fields = [field for field in requirement.user_input_schema or () if field.value is None]
        return [_field(requirement, name, arguments, field) for field in fields]
    asked = Asked(name, "confirmation", name, arguments, f"May I run {call}? Please answer yes or no.")
    return [_Open(asked, partial(_decide, requirement))]


def _field(requirement: Any, tool: str, arguments: dict[str, Any], field: Any) -> _Open:
    about = f" ({field.description})" if field.description else ""
    question = f"What is the {field.name}{about} for `{tool}`?"
    return _Open(Asked(field.name, "user_input", tool, arguments, question), partial(_fill, requirement, field))


def _choice(requirement: Any, tool: str, arguments: dict[str, Any], question: Any) -> _Open:
    labels = [option.label for option in question.options or ()]
    text = f"{question.question} One of: {', '.join(labels)}." if labels else question.question
    key = question.header or question.question
    return _Open(Asked(key, "user_feedback", tool, arguments, text), partial(_choose, requirement, question))


def _decide(requirement: Any, answer: str) -> None:
    if answer.lower().rstrip(".!") in _YES:
        requirement.confirm()
    else:
        requirement.reject(note=answer)


def _fill(requirement: Any, field: Any, answer: str) -> None:
    value: Any = answer
    if field.field_type is not str:
        try:
            value = json.loads(answer)
        except ValueError:
            value = answer
    requirement.provide_user_input({field.name: value})


def _choose(requirement: Any, question: Any, answer: str) -> None:
    chosen = [part.strip() for part in answer.split(",")] if question.multi_select else [answer]
    requirement.provide_user_feedback({question.question: chosen})
