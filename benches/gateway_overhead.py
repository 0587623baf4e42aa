"""What Headroom adds to a request through LiteLLM's proxy: the same requests, with the hook and without.

make bench-gateway

Prints the median and the 99th percentile in milliseconds: of the hook alone, which is called as LiteLLM calls it, of
whole requests through the proxy, to a provider on this machine that answers at once, and of streams that are opened
together. Then the memory of both proxies, when they are warm and at the end.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from litellm.types.utils import CallTypes
from tests.gateway.conftest import models
from tests.gateway.conversations import chat
from tests.gateway.provider import GatewayProvider, provider
from tests.gateway.proxy import KEY, Proxy, proxy

from headroom.integrations.litellm import Hook

DAYS = (1, 10, 40)
"""Results of 60 rows that a conversation holds."""
REQUESTS, WARM = 200, 10
MANY, STREAMS, ROUNDS = 2000, 200, 5
HOOK = "headroom.integrations.litellm.hook"
NAMES = ("a proxy without the hook", "a proxy with the hook")


def main() -> None:
    print(f"{'':44}{'p50 ms':>10}{'p99 ms':>10}")
    for days in DAYS:
        report(f"the hook alone, {days} results, again", known(days))
        report(f"the hook alone, {days} results, new", anew(days))
    with ExitStack() as stack:
        stub = stack.enter_context(provider())
        proxies = [stack.enter_context(started(stub, callbacks)) for callbacks in ([], [HOOK])]
        for days in DAYS:
            said = itertools.repeat(chat(days))
            report_both(f"{days} results", through(proxies, said, REQUESTS))
        streams(proxies, 1)
        held = [resident(proxies)]
        report_both(f"{MANY} conversations", through(proxies, map(fresh, itertools.count()), MANY))
        held.append(resident(proxies))
        report_both(f"{STREAMS} streams at once", streams(proxies, ROUNDS))
        held.append(resident(proxies))
        print(f"memory in MB when warm, after {MANY} conversations, at the end")
        for name, megabytes in zip(NAMES, zip(*held, strict=True), strict=True):
            print(f"{name:44}" + "".join(f"{memory:10.0f}" for memory in megabytes))


@contextmanager
def started(stub: GatewayProvider, callbacks: list[str]) -> Iterator[Proxy]:
    settings = {"model_list": models(stub), "litellm_settings": {"callbacks": callbacks, "num_retries": 0}}
    with tempfile.TemporaryDirectory() as folder, proxy(Path(folder), settings) as ready:
        yield ready


def report(name: str, seconds: list[float]) -> None:
    hundredths = statistics.quantiles(seconds, n=100)
    print(f"{name:44}{1e3 * hundredths[49]:10.2f}{1e3 * hundredths[98]:10.2f}", flush=True)


def report_both(name: str, measured: list[list[float]]) -> None:
    for proxy_name, seconds in zip(NAMES, measured, strict=True):
        report(f"{proxy_name}, {name}", seconds)


def through(proxies: list[Proxy], conversations: Iterable[list[Any]], requests: int) -> list[list[float]]:
    """Ask each proxy in turn for the same conversations, so that what else the machine does hits all."""

    def asked(messages: list[Any]) -> list[float]:
        body = {"model": "smart", "messages": messages}
        return [timed(partial(one.post, "/v1/chat/completions", body)) for one in proxies]

    rounds = [asked(messages) for messages in itertools.islice(conversations, requests + WARM)][WARM:]
    return [list(seconds) for seconds in zip(*rounds, strict=True)]


def fresh(number: int) -> list[Any]:
    """A conversation of three results that nobody has seen."""
    named = re.compile(r'(?<="id": )')
    return [{**said, "content": named.sub(str(number + 1), said.get("content", ""))} for said in chat(3)]


def streams(proxies: list[Proxy], count: int) -> list[list[float]]:
    """Open streams together, so many times, through each proxy in turn."""
    rounds = [[asyncio.run(at_once(one, number)) for one in proxies] for number in range(count)]
    return [list(itertools.chain(*seconds)) for seconds in zip(*rounds, strict=True)]


async def at_once(one: Proxy, number: int) -> list[float]:
    asked = [{"model": "smart", "stream": True, "messages": fresh(STREAMS * number + n)} for n in range(STREAMS)]
    limits = httpx.Limits(max_connections=None)
    headers = {"authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(base_url=one.url, headers=headers, timeout=600, limits=limits) as client:
        return await asyncio.gather(*(streamed(client, body) for body in asked))


async def streamed(client: httpx.AsyncClient, body: dict[str, Any]) -> float:
    begun = time.perf_counter()
    answer = await client.post("/v1/chat/completions", json=body)
    assert answer.text.endswith("data: [DONE]\n\n"), answer.text[-1000:]
    return time.perf_counter() - begun


def resident(proxies: list[Proxy]) -> list[float]:
    """The proxies' memory in MB, as Linux tells it."""
    told = [Path(f"/proc/{one.pid}/status").read_text() for one in proxies]
    return [int(re.findall(r"VmRSS:\s*(\d+) kB", status)[0]) / 1024 for status in told]


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
