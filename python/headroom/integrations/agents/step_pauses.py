"""Steps of a workflow that wait for a person: to be let run, to be given values or a route, or to have been right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from .chunks import Asked, as_text
from .waiting import YES, Waiting, chosen, is_word, value_of

__all__ = ["is_step", "waiting_in_step"]


def is_step(requirement: Any) -> bool:
    """Tell what a step waits for from what a tool waits for."""
    return hasattr(requirement, "step_name")


def waiting_in_step(requirement: Any) -> Iterator[Waiting]:
    """Find what a step itself waits for; ``requirement`` is agno's, of a step or of its failure."""
    name = str(requirement.step_name)
    if hasattr(requirement, "needs_decision"):
        yield _yes_or_no(
            name, "retry", f"The step `{name}` has failed. Shall I try again?", partial(_again, requirement)
        )
        return
    if requirement.needs_confirmation:
        question = requirement.confirmation_message or f"May I go on with `{name}`?"
        yield _yes_or_no(name, "confirmation", question, partial(_decide, requirement))
    if getattr(requirement, "needs_output_review", False):
        output = as_text(getattr(requirement.step_output, "content", None))
        question = "\n\n".join(filter(None, (output, requirement.output_review_message or f"Is `{name}` right?")))
        yield _yes_or_no(name, "output_review", question, partial(_decide, requirement))
    if requirement.needs_user_input:
        yield from _inputs(requirement, name)
    if requirement.needs_route_selection:
        yield _route(requirement, name)


def _yes_or_no(name: str, kind: str, question: str, take: Any) -> Waiting:
    return Waiting(Asked(name, kind, name, {}, f"{question} Please answer yes or no."), take)


def _decide(requirement: Any, answer: str) -> None:
    if is_word(answer, YES):
        requirement.confirm()
    else:
        requirement.reject(answer)


def _again(requirement: Any, answer: str) -> None:
    if is_word(answer, YES):
        requirement.retry()
    else:
        requirement.skip()


def _inputs(requirement: Any, name: str) -> Iterator[Waiting]:
    about = requirement.user_input_message or f"The step `{name}` needs input."
    if not requirement.user_input_schema:
        yield Waiting(Asked(name, "user_input", name, {}, about), partial(_fill, requirement, "input", True))
    for field in requirement.user_input_schema or ():
        if field.required and field.value is None:
            yield _field(requirement, name, about, field)


def _field(requirement: Any, name: str, about: str, field: Any) -> Waiting:
    allowed = [str(value) for value in field.allowed_values or ()]
    meaning = f" ({field.description})" if field.description else ""
    question = f"{about} What is the {field.name}{meaning}?" + (f" One of: {', '.join(allowed)}." if allowed else "")
    take = partial(_fill, requirement, field.name, field.field_type == "str")
    asked = Asked(field.name, "user_input", name, {}, question)
    return Waiting(asked, take, partial(_is_allowed, allowed) if allowed else bool)


def _is_allowed(allowed: list[str], answer: str) -> bool:
    return answer in allowed


def _fill(requirement: Any, name: str, is_text: bool, answer: str) -> None:
    requirement.set_user_input(validate=False, **{name: value_of(answer, is_text)})


def _route(requirement: Any, name: str) -> Waiting:
    choices, several = list(requirement.available_choices or ()), bool(requirement.allow_multiple_selections)
    question = requirement.user_input_message or f"Where shall `{name}` go on?"
    how = "One or more of" if several else "One of"
    asked = Asked(name, "route_selection", name, {}, f"{question} {how}: {', '.join(choices)}.")
    return Waiting(
        asked,
        lambda answer: requirement.select(*chosen(answer, choices, several)),
        lambda answer: bool(chosen(answer, choices, several)),
    )
