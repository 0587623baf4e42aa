"""An OpenAI-compatible service, asked over HTTP with nothing but the standard library."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from headroom._exceptions import ConfigurationError, EvaluationError

__all__ = ["Endpoint"]

_TIMEOUT = 600
"""Seconds: a small machine reads a prompt slowly."""
_MOST_TOLD = 300
_KEY = "OPENAI_API_KEY"
_REASONED: Mapping[str, Any] = {"max_completion_tokens": 4096}
"""For models that reason before they answer: they take neither a temperature nor the other limit."""


class _NoRedirects(HTTPRedirectHandler):
    """Goes nowhere else: the key is for the service that was named."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Endpoint:
    """Asks a service such as `llama-server`, Ollama, vLLM or a provider's own."""

    def __init__(self, url: str, model: str, answer_tokens: int = 32) -> None:
        """Name the service and the model. The key is that of the variable ``OPENAI_API_KEY``, if any.

        Args:
            url: the service, up to ``/v1``.
            model: what the service calls the model.
            answer_tokens: how long an answer may be.

        Raises:
            ConfigurationError: the URL is none of HTTP.
        """
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise ConfigurationError(f"--url is the address of a service, as in http://localhost:8080/v1, not {url!r}")
        self.name = model
        self._url = f"{url.rstrip('/')}/chat/completions"
        key = os.environ.get(_KEY)
        self._headers = {"content-type": "application/json", **({"authorization": f"Bearer {key}"} if key else {})}
        self._opener = build_opener(_NoRedirects)
        self._asked = [{"temperature": 0, "max_tokens": answer_tokens}, _REASONED]

    def answer(self, messages: list[Any]) -> str:
        """Ask for the answer to the last message.

        Raises:
            EvaluationError: there is none; it says what the service says.
        """
        try:
            return self._answer(messages)
        except HTTPError as refused:
            told = refused.read(_MOST_TOLD).decode("utf-8", "replace")
            raise EvaluationError(f"{self._url} refuses with {refused.code} {refused.reason}: {told}") from refused
        except (OSError, HTTPException) as failed:
            raise EvaluationError(f"no answer from {self._url}: {failed}") from failed
        except (ValueError, LookupError, TypeError) as wrong:
            raise EvaluationError(f"{self._url} does not answer as chat completions do: {wrong!r}") from wrong

    def _answer(self, messages: list[Any]) -> str:
        try:
            return self._post({"model": self.name, "messages": messages, **self._asked[0]})
        except HTTPError as refused:
            if refused.code != 400 or len(self._asked) == 1:
                raise
        return self._answer_otherwise(messages)

    def _answer_otherwise(self, messages: list[Any]) -> str:
        """Ask in the next way, and in that alone from now on if it is answered."""
        answer = self._post({"model": self.name, "messages": messages, **self._asked[1]})
        del self._asked[0]
        return answer

    def _post(self, body: dict[str, Any]) -> str:
        request = Request(self._url, json.dumps(body).encode(), self._headers)
        with self._opener.open(request, timeout=_TIMEOUT) as reply:
            return str(json.load(reply)["choices"][0]["message"]["content"] or "")
