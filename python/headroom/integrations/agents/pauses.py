"""Runs that wait for a person: what they ask, in words, and what an answer settles.

An answer is what people type. Where one thing is asked, it is the whole text; where several are, it has a line
``name: answer`` for each. A tool that waits for a yes runs on a yes alone: any other answer refuses it, and the agent
reads what was said. What a step of a workflow waits for is answered in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from .chunks import Asked
from .step_pauses import is_step, waiting_in_step
from .tool_pauses import ToolRequirement
from .waiting import NO, YES, Waiting, is_word, value_of

__all__ = ["asked_in_words", "questions", "requirements_of", "settle"]


def requirements_of(run: Any) -> list[Any]:
    """Give what a paused run waits for as agno says it: its tools, or the step that a workflow is at.

    The event of a pause will do for the run.
    """
    steps = getattr(run, "step_requirements", None) or []
    failed = getattr(run, "active_error_requirements", None) or []
    return [*_tools_waiting(run), *steps[-1:], *failed]  # those before are history


def questions(requirements: Sequence[Any]) -> tuple[Asked, ...]:
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


def _answers(waiting: Sequence[Waiting], answer: str) -> dict[str, str]:
    keys = [one.asked.key for one in waiting]
    if len(keys) == 1:
        return {keys[0]: answer} if waiting[0].fits(answer) else {}
    if is_word(answer, YES | NO) and all(one.asked.kind == "confirmation" for one in waiting):
        return dict.fromkeys(keys, answer)
    lines = (line.lstrip("-* ").partition(":") for line in answer.splitlines())
    said = {key.strip().strip("`"): text.strip() for key, _, text in lines if text.strip()}
    return {one.asked.key: said[one.asked.key] for one in waiting if one.fits(said.get(one.asked.key, ""))}


def _open(requirements: Sequence[Any]) -> list[Waiting]:
    waiting: list[Waiting] = []
    for requirement in requirements:
        for one in _open_in(requirement):
            same = sum(other.asked.tool == one.asked.tool and other.asked.key == one.asked.key for other in waiting)
            waiting.append(_numbered(one, waiting) if same else one)
    return waiting


def _numbered(one: Waiting, waiting: Sequence[Waiting]) -> Waiting:
    taken, asked = {other.asked.key for other in waiting}, one.asked
    number = next(number for number in range(2, len(taken) + 3) if f"{asked.key} {number}" not in taken)
    return replace(one, asked=replace(asked, key=f"{asked.key} {number}"))


def _open_in(requirement: Any) -> list[Waiting]:
    if is_step(requirement):
        return [*waiting_in_step(requirement), *(one for tool in _tools_of(requirement) for one in _open_in(tool))]
    tool = requirement.tool_execution
    if tool is None or requirement.is_resolved():
        return []
    name, arguments = str(tool.tool_name), dict(tool.tool_args or {})
    call = f"`{name}` with {json.dumps(arguments, ensure_ascii=False, default=str)}"
    if getattr(requirement, "needs_user_feedback", False):
        return [_choice(requirement, name, arguments, question) for question in requirement.user_feedback_schema]
    if requirement.needs_external_execution:
        asked = Asked(name, "external_execution", name, arguments, f"{call} runs elsewhere. What is its result?")
        return [Waiting(asked, requirement.set_external_execution_result)]
    if requirement.needs_user_input:
        fields = [field for field in requirement.user_input_schema or () if field.value is None]
        return [_field(requirement, name, arguments, field) for field in fields]
    asked = Asked(name, "confirmation", name, arguments, f"May I run {call}? Please answer yes or no.")
    return [Waiting(asked, partial(_decide, requirement))]


def _tools_waiting(run: Any) -> Sequence[Any]:
    if hasattr(run, "requirements"):
        return run.requirements or ()
    return [ToolRequirement(tool) for tool in getattr(run, "tools", None) or () if tool.is_paused]


def _tools_of(step: Any) -> list[Any]:
    """Give what the tools of a step's agent wait for, as agno's own objects, which the session keeps as dicts."""
    if not getattr(step, "requires_executor_input", False):
        return []
    from agno.run.requirement import RunRequirement  # agno 2.1 has none

    read = [RunRequirement.from_dict(one) if isinstance(one, dict) else one for one in step.executor_requirements or ()]
    step.executor_requirements = read
    return read


def _field(requirement: Any, tool: str, arguments: dict[str, Any], field: Any) -> Waiting:
    about = f" ({field.description})" if field.description else ""
    question = f"What is the {field.name}{about} for `{tool}`?"
    return Waiting(Asked(field.name, "user_input", tool, arguments, question), partial(_fill, requirement, field))


def _choice(requirement: Any, tool: str, arguments: dict[str, Any], question: Any) -> Waiting:
    labels = [option.label for option in question.options or ()]
    text = f"{question.question} One of: {', '.join(labels)}." if labels else question.question
    key = question.header or question.question
    return Waiting(Asked(key, "user_feedback", tool, arguments, text), partial(_choose, requirement, question))


def _decide(requirement: Any, answer: str) -> None:
    if is_word(answer, YES):
        requirement.confirm()
    else:
        requirement.reject(note=answer)


def _fill(requirement: Any, field: Any, answer: str) -> None:
    requirement.provide_user_input({field.name: value_of(answer, field.field_type is str)})


def _choose(requirement: Any, question: Any, answer: str) -> None:
    chosen = [part.strip() for part in answer.split(",")] if question.multi_select else [answer]
    requirement.provide_user_feedback({question.question: chosen})
