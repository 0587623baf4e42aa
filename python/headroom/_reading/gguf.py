"""A model in a file, asked through llama.cpp on this machine: the only place that imports llama_cpp."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from headroom._exceptions import EvaluationError
from headroom._extras import not_installed

__all__ = ["Gguf"]

_CONTEXT_TOKENS = 8192
_ANSWER_TOKENS = 32


class Gguf:
    """Asks a model in a GGUF, greedily. What prompts have in common with the one before is not read again."""

    def __init__(self, path: Path, threads: int | None = None) -> None:
        """Load the model, with the template of messages that the file has.

        Args:
            path: the file.
            threads: threads that compute; ``None`` for as many as there are processors.

        Raises:
            ModuleNotFoundError: llama-cpp-python is not installed.
            EvaluationError: the file is no model that can be read.
        """
        try:
            from llama_cpp import Llama
        except ModuleNotFoundError as missing:
            raise not_installed("llama-cpp-python", "eval", "llama_cpp") from missing
        self.name = path.name
        count = threads or os.cpu_count()
        try:
            self._model = Llama(str(path), n_ctx=_CONTEXT_TOKENS, n_threads=count, n_threads_batch=count, verbose=False)
        except (ValueError, OSError) as wrong:
            raise EvaluationError(f"{path} is no model that llama.cpp can read: {wrong}") from wrong

    def answer(self, messages: list[Any]) -> str:
        """Answer the last message.

        Raises:
            EvaluationError: the model cannot take so long a prompt.
        """
        try:
            made: Any = self._model.create_chat_completion(messages, temperature=0, max_tokens=_ANSWER_TOKENS)
        except ValueError as wrong:
            raise EvaluationError(f"{self.name} cannot be asked: {wrong}") from wrong
        return str(made["choices"][0]["message"]["content"] or "")
