"""One run: the agent's own copy for it, what it is told, and what it answers."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from agno.agent import Agent
from agno.models.message import Message

from .chunks import Chunk
from .conversation import Heard, heard, session_key
from .endings import Endings
from .errors import InvalidRequestError
from .events import Events
from .failures import Failures
from .json_answers import IN_WORDS, ask_for_json
from .one_task import Tell
from .parameters import with_parameters
from .pauses import asked_in_words, requirements_of, settle
from .request import ChatRequest
from .runnables import copied, first_model, is_workflow
from .sessions import Session
from .turns import Turns
from .workflow_events import WorkflowEvents
from .workflows import STREAMS, as_input, has_failed, keep_waiting, workflow_answer

__all__ = ["Run"]

_STREAMED = {
    "stream": True,
    "stream_events": True,
    "stream_intermediate_steps": True,  # its name before agno 2.2
    "yield_run_output": True,
    "yield_run_response": True,  # its name before agno 2.2
}


@dataclass
class Run:
    """One request, and the agent, team or workflow that answers it.

    Attributes:
        name: The agent's name.
        runnable: The agent, which is not changed.
        request: The request.
        parameters: The sampling parameters that are still to be set on its model.
        sessions: Whether the agent's database holds the conversation.
        tool_progress: Whether the reasoning says which tools run.
        turns: Who runs in which session.
        failures: What goes wrong in it.
        endings: How its models' answers end.
    """

    name: str
    runnable: Any
    request: ChatRequest
    parameters: Mapping[str, Any]
    sessions: bool
    tool_progress: bool
    turns: Turns
    failures: Failures
    endings: Endings = field(init=False)

    def __post_init__(self) -> None:
        limit = self.request.parameters.get("max_completion_tokens", self.request.parameters.get("max_tokens"))
        self.endings = Endings(limit)

    async def tell(self, tell: Tell) -> None:
        """Run the agent and tell what it answers.

        Raises:
            AgentsError: If the request does not fit the agent, or the run fails.
            Exception: Whatever else goes wrong.
        """
        own = self._own()
        if self.request.task is not None:
            own = _bare(own)
        key = session_key(self.name, self.request)
        async with self.turns.of(key):
            await (self._wait if _is_mute(own) else self._talk)(own, key, tell)

    async def _talk(self, own: Any, key: str, tell: Tell) -> None:
        session = await self._session(own, key)
        still = () if session.paused is None else settle(requirements_of(session.paused), self._reply())
        if still:
            await tell(Chunk(asked_in_words(still), finish_reason="stop", asked=still))
            return
        told = self._events(own, session.paused, key)
        events = self._continued(own, session, key) if session.paused is not None else self._started(own, session, key)
        await told.tell(await events if inspect.isawaitable(events) else events, tell)

    def _events(self, own: Any, paused: Any, key: str) -> Events | WorkflowEvents:
        if not is_workflow(own):
            return Events(self.failures, self.tool_progress, self.endings, paused)
        own.stream_executor_events = True

        async def stored() -> Any:
            return (await Session.read(own, key, self.request.user_id)).paused if own.db is not None else None

        return WorkflowEvents(own, self.failures, self.tool_progress, self.endings, paused, stored)

    def _reply(self) -> str:
        return heard(self.request, known=True).last.text

    def _own(self) -> Any:
        """Copy the agent for this run, so that what the request sets is set for nobody else."""

        def change(part: Any) -> None:
            part.model = with_parameters(part.model, self.parameters)
            if self.request.json_object:
                ask_for_json(part.model)
            self.endings.watch(part.model)
            self.failures.watch(part.model)

        for name in self.parameters if first_model(self.runnable) is None else ():
            raise InvalidRequestError(f"{name}: the agent has no model", name)
        return copied(self.runnable, change)

    async def _session(self, own: Any, key: str) -> Session:
        if not self._in_session():
            return Session()
        if not is_workflow(own):
            own.add_history_to_context = True
        return await Session.read(own, key, self.request.user_id)

    def _in_session(self) -> bool:
        return self.sessions and self.request.session_id is not None and self.request.task is None

    def _started(self, own: Any, session: Session, key: str) -> Any:
        told = heard(self.request, known=session.known)
        if self.request.json_object:
            told = replace(told, instructions="\n\n".join(filter(None, (told.instructions, IN_WORDS))))
        named = {"session_id": key, "user_id": self.request.user_id}
        options = {**_STREAMED, **named, **told.last.media, **self._schema(own)}
        return own.arun(_said(own, told), **_taken(own.arun, options))

    def _continued(self, own: Any, session: Session, key: str) -> Any:
        run = session.paused
        options = {**_STREAMED, "session_id": key, "user_id": self.request.user_id}
        if is_workflow(own):
            keep_waiting(run)
            return own.acontinue_run(run_response=run, **_taken(own.acontinue_run, options))
        if hasattr(run, "requirements"):
            options["requirements"] = run.requirements
        else:  # agno before 2.2
            options["updated_tools"] = run.tools
        return own.acontinue_run(run_id=run.run_id, **_taken(own.acontinue_run, options))

    def _schema(self, own: Any) -> dict[str, Any]:
        wanted = {} if self.request.output_schema is None else {"output_schema": dict(self.request.output_schema)}
        is_text = is_workflow(own) if self.request.json_object else len(_taken(own.arun, wanted)) < len(wanted)
        if is_text:
            raise InvalidRequestError("response_format: this agent answers in text only", "response_format")
        return wanted

    async def _wait(self, workflow: Any, key: str, tell: Tell) -> None:
        """Run a workflow to its end and tell its answer in one piece."""
        self._schema(workflow)
        told = heard(self.request, known=self._in_session())
        options = {"session_id": key, "user_id": self.request.user_id, "stream": False, **told.last.media}
        output = await workflow.arun(as_input(told), **_taken(workflow.arun, options))
        if has_failed(output):
            raise self.failures.error("workflow")
        await tell(workflow_answer(output))


def _is_mute(runnable: Any) -> bool:
    """Tell whether an answer has to be waited for: older workflows stream too little, functions do not stream."""
    return is_workflow(runnable) and (not STREAMS or callable(runnable.steps))


def _bare(runnable: Any) -> Agent:
    """Make an agent of the model alone: no tools, no instructions, no database."""
    model = first_model(runnable)
    if model is None:
        raise InvalidRequestError("model: the agent has no model that could answer this task", "model")
    return Agent(model=model, telemetry=False)


def _said(own: Any, told: Heard) -> Any:
    """Give the run's input; what comes before the user's words is told to the run's own agent apart."""
    if is_workflow(own):
        return as_input(told)
    _tell(own, told)
    return told.last.text


def _tell(own: Any, told: Heard) -> None:
    before = list(told.earlier)
    if told.instructions and own.system_message is None:
        own.additional_context = "\n\n".join(filter(None, (own.additional_context, told.instructions)))
    elif told.instructions:
        before.insert(0, Message(role="system", content=told.instructions))
    if before:
        own.additional_input = [*(own.additional_input or []), *before]


def _taken(function: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    """Choose the options that this version of agno has."""
    names = _parameters(getattr(function, "__func__", function))
    return {name: value for name, value in options.items() if name in names and value is not None}


@lru_cache(maxsize=64)
def _parameters(function: Any) -> frozenset[str]:
    return frozenset(inspect.signature(function).parameters)
