"""Logs of LiteLLM: what its callbacks and buckets are given (``StandardLoggingPayload``), and rows of its spend logs.

    {"id": "...", "call_type": "acompletion", "model": "gpt-4o", "messages": [...], "response": {...}}

Spend logs hold prompts only where the proxy was told to keep them (``store_prompts_in_spend_logs``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from headroom._account.bill import Tokens
from headroom._account.usage import reported_tokens, tokens_by_kind
from headroom._replay.transcript import Request, Transcript
from headroom.transcripts.anthropic import anthropic_body
from headroom.transcripts.bodies import Body
from headroom.transcripts.joining import Joining
from headroom.transcripts.kind import Kind
from headroom.transcripts.records import Record, Say
from headroom.transcripts.responses import responses_body
from headroom.transcripts.values import text_of, tools_in

__all__ = ["LITELLM"]

_ONLY_LITELLM = ("call_type", "custom_llm_provider", "litellm_call_id", "model_group", "litellm_params")
_FAILED = "failure"


def _entry(value: Any) -> Any:
    """Give the standard payload where it stands in all that a callback was given, such as its keywords."""
    for key in ("kwargs", "standard_logging_object"):
        if isinstance(value, Mapping) and isinstance(value.get(key), Mapping):
            value = value[key]
    return value


def _is_of(value: Any) -> bool:
    value = _entry(value)
    if not isinstance(value, Mapping):
        return False
    answered = isinstance(value.get("response"), Mapping) and "messages" in value
    return answered or sum(key in value for key in _ONLY_LITELLM) > 0


def _read(records: Iterator[Record], say: Say) -> Iterator[Transcript]:
    joining = Joining(LITELLM.name)
    for record in _in_order(records):
        value = _entry(record.value)
        if not _is_of(value):
            say(record.problem("is no entry of a LiteLLM log"))
        elif value.get("status") != _FAILED:
            body = _body(value)
            if body is None:
                say(record.problem("has no prompt: LiteLLM keeps them with store_prompts_in_spend_logs"))
                continue
            request = Request(0, _model(value), body.tools, _reported(value))
            yield from joining.add(body.messages, record, request, text_of(value.get("session_id")))
    yield from joining.rest()


def _in_order(records: Iterator[Record]) -> Iterator[Record]:
    """Give the rows of a document, which may list the newest first, by when they began, and lines as they stand."""
    for _, rows in groupby(records, key=attrgetter("line")):
        yield from sorted(rows, key=_begun)


def _begun(row: Record) -> str:
    return str(row.value.get("startTime")) if isinstance(row.value, Mapping) else ""


def _body(value: Mapping[str, Any]) -> Body | None:
    """Find what was sent: among the messages, or in the request that the proxy was sent."""
    asked = _parsed(value.get("proxy_server_request"))
    asked = asked.get("body", asked) if isinstance(asked, Mapping) else {}
    parameters = _parsed(value.get("model_parameters"))
    tools = tools_in(asked) or (tools_in(parameters) if isinstance(parameters, Mapping) else None)
    for sent in ({"messages": _parsed(value.get("messages"))}, {"input": _parsed(value.get("messages"))}, asked):
        body = anthropic_body(sent) or responses_body(sent)
        if body is not None:
            return body._replace(tools=tools or body.tools)
    return None


def _parsed(value: Any) -> Any:
    """Read what a database holds as text."""
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _model(value: Mapping[str, Any]) -> str | None:
    """Name the model, and who serves it where the name does not say."""
    model, service = text_of(value.get("model")), text_of(value.get("custom_llm_provider"))
    if model is None or service is None or "/" in model:
        return model
    return f"{service}/{model}"


def _reported(value: Mapping[str, Any]) -> Tokens | None:
    """Read the input tokens, in the one form that LiteLLM puts every provider's usage into."""
    metadata, response = _parsed(value.get("metadata")), _parsed(value.get("response"))
    usage = metadata.get("usage_object") if isinstance(metadata, Mapping) else None
    if not isinstance(usage, Mapping):
        usage = response.get("usage") if isinstance(response, Mapping) else None
    if not isinstance(usage, Mapping):
        usage = value
    details = usage.get("prompt_tokens_details")
    details = details if isinstance(details, Mapping) else {}
    read = details.get("cached_tokens") or usage.get("cache_read_input_tokens")
    written = details.get("cache_creation_tokens") or usage.get("cache_creation_input_tokens")
    return tokens_by_kind(*map(reported_tokens, (usage.get("prompt_tokens"), read, written)), apart=False)


LITELLM = Kind("litellm", "LiteLLM log", _is_of, _read)
