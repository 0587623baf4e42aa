"""usage: python -m peers [WHEEL] (in benches/, or with it on PYTHONPATH). `make bench-peers` builds the wheel first.

SEED changes all data, EACH the documents of a kind, CONVERSATIONS their number. TRANSCRIPTS names the folder of public
transcripts, `.evaldata/transcripts` by default; without it the generated conversations are all there is.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from peers import judge, report
from peers.conversations import conversation
from peers.documents import documents
from peers.systems import Counter, System, counters, environment, judge_environment, settings, systems
from peers.transcripts import mix

REPEATS = 4
"""How often the documents go to a new process again, so that one slow moment of the machine decides nothing."""
RUNNER = Path(__file__).with_name("runner.py")

Job = dict[str, Any]


def main(wheel: str) -> None:
    """Run every system on the same data and print the tables."""
    seed, each = int(os.environ.get("SEED", "1")), int(os.environ.get("EACH", "6"))
    os.environ["TIKTOKEN_CACHE_DIR"] = str(judge_environment().resolve())
    texts = list(documents(seed, each))
    talks = [conversation(seed + i) for i in range(int(os.environ.get("CONVERSATIONS", "8")))]
    public = mix(Path(os.environ.get("TRANSCRIPTS", ".evaldata/transcripts")))
    jobs: list[Job] = [{"id": i, "text": document.text} for i, document in enumerate(texts)]
    jobs += [{"id": len(texts) + i, "messages": messages} for i, messages in enumerate([*talks, *public])]
    scores = []
    for system in systems(wheel):
        print(f"running {system.name} ...", file=sys.stderr, flush=True)
        scores.append(_scored(system, jobs, texts, talks, public))
    report.print_all(texts, talks, public, scores, _counting(wheel, texts), seed)


def _scored(system: System, jobs: list[Job], texts: list[Any], talks: list[Any], public: list[Any]) -> report.Score:
    try:
        python = environment(system.environment, system.requirement)
        results = _run(python, system.adapter, jobs)
        again = [_run(python, system.adapter, jobs[: len(texts)]) for _ in range(REPEATS)]
    except RuntimeError as error:
        return report.Score(system, failure=str(error))
    for answers in zip(results, *again, strict=False):
        _take_median(answers)
    score = report.Score(system)
    for document, result in zip(texts, results[: len(texts)], strict=True):
        score.documents.append(_document_score(document, result))
    replayed = [_conversation_score(*one) for one in zip([*talks, *public], results[len(texts) :], strict=True)]
    score.conversations, score.transcripts = replayed[: len(talks)], replayed[len(talks) :]
    return score


def _take_median(answers: Sequence[Job]) -> None:
    """A document's time is the median of its first times, each in a process of its own."""
    calls = [answer["calls"][0] for answer in answers if "calls" in answer]
    if calls:
        calls[0]["seconds"] = statistics.median(call["seconds"] for call in calls)


def _document_score(document: Any, result: Job) -> report.DocumentScore:
    if "error" in result:
        return report.DocumentScore(error=result["error"])
    call = result["calls"][0]
    sent = "".join(message["content"] for message in call["sent"] if message["role"] == "tool")
    lost = judge.loss(document.text, sent, result["restored"])
    return report.DocumentScore(tokens=len(judge.tokens(sent)), seconds=call["seconds"], loss=lost)


def _conversation_score(messages: list[Any], result: Job) -> report.ConversationScore:
    if "error" in result:
        return report.ConversationScore(error=result["error"])
    bill = judge.bill([call["sent"] for call in result["calls"]], judge.references(messages))
    return report.ConversationScore(bill=bill, seconds=[call["seconds"] for call in result["calls"]])


def _counting(wheel: str, texts: list[Any]) -> dict[str, Any]:
    """Tokens and seconds of each counter on the same texts."""
    jobs = [{"id": i, "count": document.text} for i, document in enumerate(texts)]
    counted = {}
    for counter in counters(wheel):
        print(f"counting with {counter.name} ...", file=sys.stderr, flush=True)
        counted[counter.name] = _counted(counter, jobs)
    return counted


def _counted(counter: Counter, jobs: list[Job]) -> list[Job] | str:
    try:
        return _run(environment(counter.environment, counter.requirement), counter.adapter, jobs)
    except RuntimeError as error:
        return str(error)


def _run(python: Path, adapter: str, jobs: list[Job]) -> list[Job]:
    """A system's results, one a job; what a crash leaves unanswered is an error.

    Raises:
        RuntimeError: it cannot be started.
    """
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryFile("w+", encoding="utf-8") as given:
        given.writelines(json.dumps(job) + "\n" for job in jobs)
        given.seek(0)
        command = [str(python.absolute()), "-I", str(RUNNER), adapter]
        done = subprocess.run(command, stdin=given, capture_output=True, text=True, env=settings(home), check=False)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    if not results:
        raise RuntimeError(f"cannot be run: {(done.stderr.strip().splitlines() or ['no output'])[-1][:200]}")
    crashed = [{"error": f"the process ended with {done.returncode}"}] * (len(jobs) - len(results))
    return [*results, *crashed]


if __name__ == "__main__":
    main(*(sys.argv[1:2] or ["."]))
