"""Agno agents behind any door: what a chat completion asks of an agent, and what the agent answers, in no dialect.

A door, such as an HTTP router or a gateway's provider, needs three things::

    catalogue = Catalogue({"helper": agent})                # agents, teams, workflows, factories, "module:attribute"
    request = read_request(body, headers)                   # checks a chat completion; InvalidRequestError
    async for chunk in catalogue.stream(request): ...       # or: chunk = await catalogue.answer(request)

- ``Catalogue`` holds the agents by name, copies them for each run, and keeps nothing of what is asked.
- ``ChatRequest`` is a request; ``read_request`` makes one of OpenAI's body and the headers, or a door fills it in.
- ``Chunk`` is a part of an answer, or all of it: content, reasoning, and on the last one the finish reason, ``Usage``
  and what a paused run has ``Asked``.
- ``AgentsError`` is every error that a client may see, with its HTTP status; its text quotes nothing.
- ``usage_fields`` and ``beside`` write of a chunk what OpenAI's clients read, for doors that speak to them.
- ``AgentFactory`` says of a function when it is called; ``Catalogue.describe`` lists what ``Described`` tells.

Conversations. Where an agent has a database and the client names a session, the database holds the conversation and the
agent is told only what is new; else the messages of the request are all it knows. A session belongs to an agent and a
user: the same id from another user is another session. Sampling parameters are set on the run's own copy of the model.
"""

from .catalogue import Catalogue, Described
from .chunks import Asked, Chunk, Usage
from .errors import AgentsError, InvalidRequestError, ProviderLimitError, RunFailedError, UnknownAgentError
from .openai_words import beside, usage_fields
from .request import ChatRequest, read_request
from .sources import AgentFactory

__all__ = [
    "AgentFactory",
    "AgentsError",
    "Asked",
    "Catalogue",
    "ChatRequest",
    "Chunk",
    "Described",
    "InvalidRequestError",
    "ProviderLimitError",
    "RunFailedError",
    "UnknownAgentError",
    "Usage",
    "beside",
    "read_request",
    "usage_fields",
]
