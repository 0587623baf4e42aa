"""Requests to Claude, where they are marked, and an agent whose conversation is long enough for that."""

import json

from agno.models.message import Message
from agno.run.agent import RunOutput
from tests.prompt_cache import without_marks

from headroom import HeadroomConfig, ViewConfig

MINUTES, HOUR = {"type": "ephemeral"}, {"type": "ephemeral", "ttl": "1h"}
RULES = "Name the order and its customer. " * 400
WHOLE = ViewConfig(enabled=False)
AUTO = HeadroomConfig(views=WHOLE, cache_breakpoints="auto")
SMALLEST = 512  # of claude-opus-5


def size(block):
    return len(json.dumps(block)) // 4


def count_orders() -> str:
    """Count them."""
    return "40"


def count_open() -> str:
    """Count those that are open."""
    return "13"


def get_total() -> str:
    """Add them up."""
    return "1170.0"


def look_up() -> str:
    return "Nothing is there."


look_up.__doc__ = RULES  # enough to be cached by itself


def breakpoints(value, *path):
    """Where a body is marked, and how."""
    if isinstance(value, dict) and value.get("cache_control"):
        yield ".".join(path), value["cache_control"]
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in pairs:
        yield from breakpoints(part, *path, str(key))


def talk(*texts):
    """A conversation, the user first."""
    return [Message(role="assistant" if n % 2 else "user", content=text) for n, text in enumerate(texts)]


def end(body):
    """The last block of a request: agno 2.1 does not put results in a row into one message."""
    return f"messages.{len(body['messages']) - 1}.content.{len(body['messages'][-1]['content']) - 1}"


def added_to(plain, marked):
    """What is marked beside what was."""
    assert without_marks(plain) == without_marks(marked)
    was, now = dict(breakpoints(plain)), dict(breakpoints(marked))
    assert was.items() <= now.items()
    return sorted("end" if place == end(marked) else place for place in now.keys() - was.keys())


def ask(model, messages, **settings):
    """One request of a model, as agno makes it."""
    return model.invoke(
        messages=messages, assistant_message=Message(role="assistant"), run_response=RunOutput(run_id="r"), **settings
    )
