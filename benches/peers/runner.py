"""Drives one system inside its own environment: jobs as JSON Lines on stdin, what it sent and how long as JSON Lines.

usage: python -I runner.py ADAPTER < jobs > results

A job is {"id", "text"} for a document or {"id", "messages"} for a conversation; a result is {"id", "calls"} with one
{"sent", "seconds"} a call, or {"id", "error"}. Documents also get "restored": what the system's own way back gives.
Stands alone, because it runs where nothing but the system is installed.
"""

import ast
import base64
import json
import re
import sys
import tempfile
import time
from pathlib import Path

HEAD = 1500
"""Tokens of a result that its cut-off head keeps: as many as our views may take."""


class Adapter:
    """What to run, and the way back if the system has one. `run` takes messages and answers what to send."""

    def __init__(self, run, restore=lambda sent: [], documents_only=False):
        self.run, self.restore, self.documents_only = run, restore, documents_only


def ours():
    import headroom

    return Adapter(
        lambda messages: headroom.compress(messages, model="gpt-4o").messages, lambda sent: [headroom.expand(sent)]
    )


def ours_views():
    import headroom

    config = headroom.HeadroomConfig(views=headroom.ViewConfig(enabled=True))
    return Adapter(
        lambda messages: headroom.compress(messages, model="gpt-4o", config=config).messages,
        lambda sent: [headroom.expand(sent)],
    )


def head():
    """What most agents do with a large result: its beginning, and how much is missing."""
    import tiktoken

    encoding = tiktoken.get_encoding("o200k_base")

    def cut(message):
        tokens = encoding.encode_ordinary(message.get("content") or "") if message["role"] == "tool" else []
        text = f"{encoding.decode(tokens[:HEAD])}\n[{len(tokens) - HEAD} more tokens cut off]"
        return {**message, "content": text} if len(tokens) > HEAD else message

    return Adapter(lambda messages: [cut(message) for message in messages])


def distil():
    from distil import compress_messages, expand_handle

    def restore(sent):
        return [text for handle in re.findall(r"\b[0-9a-f]{8}\b", sent) if (text := expand_handle(handle))]

    return Adapter(lambda messages: compress_messages(messages).messages, restore)


def secondwind():
    import secondwind

    def run(messages):
        with secondwind.Session() as session:
            return session.rewrite({"model": "gpt-4o", "messages": messages})["request"]["messages"]

    return Adapter(run)


def headroom_042():
    from headroom.cache.compression_store import get_compression_store

    from headroom import compress, expand_compacted

    def restore(sent):
        entries = [get_compression_store().retrieve(key) for key in re.findall(r"\b[0-9a-f]{12,24}\b", sent)]
        return [json.dumps(_expanded(sent, expand_compacted)), *(e.original_content for e in entries if e)]

    return Adapter(lambda messages: compress(messages, model="gpt-4o").messages, restore)


def _expanded(value, expand):
    """Tables stand for the whole text or for a value inside it, as a JSON string."""
    if isinstance(value, str):
        try:
            inner = json.loads(value)
        except ValueError:
            inner = None
        rows = expand(value)
        if rows is not None:
            return rows
        return _expanded(inner, expand) if isinstance(inner, str | dict | list) else value
    if isinstance(value, dict):
        return {key: _expanded(child, expand) for key, child in value.items()}
    return [_expanded(child, expand) for child in value] if isinstance(value, list) else value


def llmtrim(preset):
    import llmtrim

    def run(messages):
        request = json.dumps({"model": "gpt-4o", "messages": messages})
        return json.loads(llmtrim.compress(request, llmtrim.Provider.OPEN_AI, preset).request_json)["messages"]

    return Adapter(run)


def terse():
    from terse.transforms import compress, decompress

    def run(messages):
        return [{**m, "content": terser(m["content"])} if m["role"] == "tool" else m for m in messages]

    def terser(text):
        try:
            value = json.loads(text)
        except ValueError:
            return text
        return compress(value) if isinstance(value, dict | list) else text

    return Adapter(run, lambda sent: [json.dumps(decompress(sent))])


def toon():
    from toon_format import decode, encode

    def run(messages):
        text = messages[-1]["content"]
        value = ast.literal_eval(text) if text.startswith(("[{'", "{'")) else json.loads(text)
        start = time.perf_counter()
        text = encode(value)
        return [*messages[:-1], {**messages[-1], "content": text}], time.perf_counter() - start

    return Adapter(run, lambda sent: [json.dumps(decode(sent))], documents_only=True)


def minified():
    def run(messages):
        return [{**m, "content": _minified(m["content"])} if m["role"] == "tool" else m for m in messages]

    return Adapter(run)


def _minified(text):
    try:
        return json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False)
    except ValueError:
        return text


def tiktoken():
    """No compressor: counts texts, for the comparison of counters."""
    import tiktoken

    encoding = tiktoken.get_encoding("o200k_base")
    return lambda text: len(encoding.encode_ordinary(text))


def quicktok():
    import quicktok

    encoding = quicktok.get_encoding("o200k_base")
    return lambda text: int(quicktok.count_batch(encoding, [text], threads=1)[0])


def toktok():
    import toktok

    return lambda text: toktok.batch_count([text], "o200k_base", threads=1)[0]


def gigatoken():
    import gigatoken
    import tiktoken

    ranks = tiktoken.get_encoding("o200k_base")._mergeable_ranks
    with tempfile.TemporaryDirectory() as folder:  # it tells vocabularies by the names of their files
        file = Path(folder, "o200k_base.tiktoken")
        file.write_bytes(b"".join(base64.b64encode(piece) + b" %d\n" % rank for piece, rank in ranks.items()))
        encoding = gigatoken.Tokenizer.from_tiktoken(file).as_tiktoken()
    return lambda text: len(encoding.encode_ordinary(text))


def ours_counting():
    import headroom

    return lambda text: headroom.count_tokens(text, model="gpt-4o").value


ADAPTERS = {
    "ours": ours,
    "ours_views": ours_views,
    "head": head,
    "distil": distil,
    "secondwind": secondwind,
    "headroom_042": headroom_042,
    "llmtrim_safe": lambda: llmtrim("safe"),
    "llmtrim_agent": lambda: llmtrim("agent"),
    "terse": terse,
    "toon": toon,
    "minified": minified,
    "tiktoken": tiktoken,
    "quicktok": quicktok,
    "toktok": toktok,
    "gigatoken": gigatoken,
    "ours_counting": ours_counting,
}


def around(text):
    """The conversation in which a document arrives."""
    call = {"id": "call_0", "type": "function", "function": {"name": "fetch", "arguments": "{}"}}
    return [
        {"role": "user", "content": "Summarise the data and answer questions about it."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_0", "content": text},
    ]


def called(run, messages):
    """What is sent for messages, and the seconds it took; an adapter that times its own work answers both."""
    start = time.perf_counter()
    sent = run(messages)
    seconds = time.perf_counter() - start
    sent, seconds = sent if isinstance(sent, tuple) else (sent, seconds)
    return {"sent": sent, "seconds": seconds}


def result(adapter, job):
    if "count" in job:
        start = time.perf_counter()
        tokens = adapter(job["count"])
        return {"tokens": tokens, "seconds": time.perf_counter() - start}
    if "text" in job:
        call = called(adapter.run, around(job["text"]))
        sent = "".join(m["content"] for m in call["sent"] if m["role"] == "tool")
        return {"calls": [call], "restored": _attempt(adapter.restore, sent)}
    if adapter.documents_only:
        return {"error": "takes documents only"}
    messages = job["messages"]
    ends = [k for k, message in enumerate(messages) if message["role"] == "assistant" and k]
    return {"calls": [called(adapter.run, [dict(m) for m in messages[:k]]) for k in ends]}


def _attempt(restore, sent):
    try:
        return restore(sent)
    except Exception:
        return []


def main(name):
    results, sys.stdout = sys.stdout, sys.stderr  # what a system prints must not stand between the results
    adapter = ADAPTERS[name]()
    warm = '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]'
    result(adapter, {"count": warm} if not isinstance(adapter, Adapter) else {"text": warm})
    for line in sys.stdin:
        job = json.loads(line)
        try:
            answer = result(adapter, job)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        results.write(json.dumps({"id": job["id"], **answer}) + "\n")
        results.flush()


if __name__ == "__main__":
    main(sys.argv[1])
