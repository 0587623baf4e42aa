"""What Headroom adds to a request through LiteLLM's proxy: the same requests, with the hook and without.

make bench-gateway

Prints the median and the 99th percentile in milliseconds: of whole requests through the proxy, to a provider on this
machine that answers at once, and of the hook alone, which is called as LiteLLM calls it.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from litellm.types.utils import CallTypes
from tests.gateway.conftest import models
from tests.gateway.conversations import chat
from tests.gateway.provider import GatewayProvider, provider
from tests.gateway.proxy import Proxy, proxy

from headroom.integrations.litellm import Hook

DAYS = (1, 10, 40)
"""Results of 60 rows that a conversation holds."""
REQUESTS, WARM = 200, 10
HOOK = "headroom.integrations.litellm.hook"


def main() -> None:
    print(f"{'':34}{'p50 ms':>10}{'p99 ms':>10}")
    for days in DAYS:
        report(f"the hook alone, {days} results, again", known(days))
        report(f"the hook alone, {days} results, new", anew(days))
    with ExitStack() as stack:
        stub = stack.enter_context(provider())
        proxies = [stack.enter_context(started(stub, callbacks)) for callbacks in ([], [HOOK])]
        for days in DAYS:
            for name, seconds in zip(("without", "with"), through(proxies, days), strict=True):
                report(f"a proxy {name} the hook, {days} results", seconds)


@contextmanager
def started(stub: GatewayProvider, callbacks: list[str]) -> Iterator[Proxy]:
    settings = {"model_list": models(stub), "litellm_settings": {"callbacks": callbacks, "num_retries": 0}}
    with tempfile.TemporaryDirectory() as folder, proxy(Path(folder), settings) as ready:
        yield ready


def report(name: str, seconds: list[float]) -> None:
    hundredths = statistics.quantiles(seconds, n=100)
    print(f"{name:34}{1e3 * hundredths[49]:10.2f}{1e3 * hundredths[98]:10.2f}", flush=True)


def through(proxies: list[Proxy], days: int) -> list[list[float]]:
    """One conversation, asked again and again of each proxy in turn, so that what else the machine does hits all."""
    body = {"model": "smart", "messages": chat(days)}
    asks = [partial(one.post, "/v1/chat/completions", body) for one in proxies]
    rounds = [[timed(ask) for ask in asks] for _ in range(REQUESTS + WARM)][WARM:]
    return [list(seconds) for seconds in zip(*rounds, strict=True)]


def known(days: int) -> list[float]:
    """The next call of a conversation whose last call is remembered."""
    hook, messages = Hook(), chat(days)
    called(hook, messages[:-4])
    return [timed(lambda: called(hook, messages)) for _ in range(REQUESTS)]


def anew(days: int) -> list[float]:
    """A conversation that the process has not seen."""
    messages = chat(days)
    return [timed(lambda: called(Hook(), messages)) for _ in range(REQUESTS)]


def called(hook: Hook, messages: list[Any]) -> None:
    fields = {"model": "openai/gpt-4o", "messages": messages, "litellm_call_id": "1"}
    asyncio.run(hook.async_pre_call_deployment_hook(fields, CallTypes.acompletion))


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
