"""Does a model call tools as well from schemas in fewer tokens, and from tools that are told in short?

usage: python -m reading.tools --url http://localhost:8080/v1 --model NAME [--copies N] [--seed N]

The tools are those of public servers for git, pages and time (`benches/schemas`). Each task has one right call. Answers
are kept in the file, so that a run that was cut off goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from headroom import EvaluationError, ToolSchemas
from headroom._reading.asking import Model
from headroom._reading.endpoint import Endpoint
from headroom._schemas.reader import Reader
from headroom._schemas.sent import joined, sent_tools, tokens_of
from peers.documents import WORDS, Source
from reading.report import Pair, chance
from reading.subjects import asked_last

SERVER = Path(__file__).parents[1] / "schemas" / "reference.json"
COUNTED_BY = "qwen3-8b"
"""Its template writes schemas as JSON, so that all of them is billed."""
MOST_TOKENS = 128
SYSTEM = (
    "These are your tools, a line of JSON each:\n{}\n\nReply with the one call that does what the user asks, as JSON: "
    '{{"name": "...", "arguments": {{...}}}}'
)
FORMS = ("off", "lossless", "on_demand")
ZONES = ["Europe/Vienna", "Asia/Tokyo", "America/Lima", "Africa/Cairo"]


class Task(NamedTuple):
    """What the user asks, and the call that does it."""

    words: str
    tool: str
    arguments: dict[str, Any]


def tasks(source: Source) -> list[Task]:
    """A task for each tool."""
    repo, branch, other, file = (
        f"/srv/{source.choice(WORDS)}",
        f"feature/{source.choice(WORDS)}",
        f"release-{source.randrange(9)}.{source.randrange(9)}",
        f"src/{source.choice(WORDS)}.py",
    )
    url, commit, count = f"https://example.org/{source.choice(WORDS)}", f"{source.randrange(16**7):07x}", 3 + len(repo)
    here, there = source.sample(ZONES, 2)
    at = f"{source.randrange(10, 24)}:{source.randrange(10, 60)}"
    git = {"repo_path": repo}
    return [
        Task(f"Read the page {url}.", "fetch", {"url": url}),
        Task(f"Get the first {count}000 characters of {url}.", "fetch", {"url": url, "max_length": count * 1000}),
        Task(f"What is the state of the working tree of {repo}?", "git_status", git),
        Task(f"What has changed in {repo} that is not staged yet?", "git_diff_unstaged", git),
        Task(f"What is staged for the next commit of {repo}?", "git_diff_staged", git),
        Task(f"How does {repo} differ from {branch}?", "git_diff", {**git, "target": branch}),
        Task(f'Commit what is staged in {repo} as "Mend {file}".', "git_commit", {**git, "message": f"Mend {file}"}),
        Task(f"Stage {file} in {repo}.", "git_add", {**git, "files": [file]}),
        Task(f"Unstage everything in {repo}.", "git_reset", git),
        Task(f"Show the last {count} commits of {repo}.", "git_log", {**git, "max_count": count}),
        Task(
            f"Make a branch {branch} in {repo} from {other}.",
            "git_create_branch",
            {**git, "branch_name": branch, "base_branch": other},
        ),
        Task(f"Go to the branch {branch} in {repo}.", "git_checkout", {**git, "branch_name": branch}),
        Task(f"Show the commit {commit} of {repo}.", "git_show", {**git, "revision": commit}),
        Task(f"List the remote branches of {repo}.", "git_branch", {**git, "branch_type": "remote"}),
        Task(f"What time is it in {here}?", "get_current_time", {"timezone": here}),
        Task(
            f"It is {at} in {here}. What time is that in {there}?",
            "convert_time",
            {"source_timezone": here, "time": at, "target_timezone": there},
        ),
    ]


def told() -> dict[str, str]:
    """The tools as they are given, and as they are sent under each mode: a line each."""
    given = [
        {"name": one["name"], "description": one["description"], "parameters": one["inputSchema"]}
        for one in json.loads(SERVER.read_text("utf-8"))
    ]
    tools = [{"type": "function", "function": one} for one in given]

    def sent(mode: Any) -> Sequence[str]:
        schemas = ToolSchemas(mode=mode, least_tokens=0)
        return sent_tools(tools, COUNTED_BY, schemas, Reader(), in_short=mode == "on_demand").sent

    return {mode: "\n".join(sent(mode)) for mode in FORMS}


def is_right(answer: str, task: Task) -> bool:
    """Whether an answer is the call that does it; what a server takes for an argument anyway may be said."""
    found = re.search(r"\{.*\}", answer, re.DOTALL)
    try:
        call = json.loads(found[0]) if found else {}
    except ValueError:
        return False
    arguments = call.get("arguments", {})
    defaults = {"max_length": 5000, "start_index": 0, "raw": False, "context_lines": 3, "max_count": 10}
    beside = {name: value for name, value in arguments.items() if value is not None and defaults.get(name) != value}
    return call.get("name") == task.tool and beside == task.arguments


def ask(model: Model, asked: list[Task], kept: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield whether each task was done right in each form; answers that the file holds are not asked for again."""
    known = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    answers = {(form, number): text for form, number, text in known}
    with kept.open("a") as file:
        for form, tools in told().items():
            for number, task in enumerate(asked):
                if (form, number) not in answers:
                    system = {"role": "system", "content": SYSTEM.format(tools)}
                    text = model.answer(asked_last([system], task.words))
                    answers[form, number] = text
                    file.write(json.dumps([form, number, text]) + "\n")
                    file.flush()
                yield form, number, is_right(answers[form, number], task)


def report(right: dict[tuple[str, int], bool]) -> str:
    """A row for each mode."""
    rows = ["| mode | tokens | tasks | right | points | p |", "|---|--:|--:|--:|--:|--:|"]
    numbers = sorted({number for _, number in right})
    for form, tools in told().items():
        pairs = [Pair(right["off", number], right[form, number]) for number in numbers]
        share = 100 * sum(pair.form for pair in pairs) / len(pairs)
        points = share - 100 * sum(pair.json for pair in pairs) / len(pairs)
        tokens = tokens_of(joined(tools.split("\n")), COUNTED_BY)
        rows.append(f"| {form} | {tokens:,} | {len(pairs)} | {share:.0f} % | {points:+.0f} | {chance(pairs):.2f} |")
    return "\n".join(rows)


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m reading.tools", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", required=True, help="of an OpenAI-compatible service, up to /v1")
    parser.add_argument("--model", required=True)
    parser.add_argument("--copies", type=int, default=3, help="tasks for each tool")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--answers", type=Path, default=Path("tools-answers.jsonl"))
    asked = parser.parse_args()
    made = [task for copy in range(asked.copies) for task in tasks(Source(asked.seed + copy))]
    model = Endpoint(asked.url, asked.model, MOST_TOKENS)
    try:
        right = {(form, number): is_done for form, number, is_done in ask(model, made, asked.answers)}
    except EvaluationError as error:
        parser.exit(1, f"{error}\n")
    print(report(right))


if __name__ == "__main__":
    main()
