"""Conversations that were had without Headroom: what they would have cost with it, by Python and by the command.

    python examples/replay_transcripts.py FILE...    # chat messages, Claude Code, LiteLLM's logs, Agno's databases

Without a file it writes one. It needs nothing but Headroom: no framework, no key, no network.
"""

import json
import sys
import tempfile
from pathlib import Path

from headroom.cli import main as headroom
from headroom.transcripts import read, replay


def sample() -> str:
    """A conversation as a program might have logged it, one request a line."""
    issues = [{"number": 900 + n, "title": f"Case {n}", "state": "open", "assignee": None} for n in range(40)]
    call = {"id": "call_1", "type": "function", "function": {"name": "list_issues", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "Which issues are open?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": json.dumps(issues)},
        {"role": "assistant", "content": "Forty, from 900 to 939."},
    ]
    file = Path(tempfile.mkdtemp()) / "requests.jsonl"
    file.write_text(json.dumps({"model": "gpt-4o", "messages": messages}) + "\n", "utf-8")
    return str(file)


def main(files: list[str]) -> None:
    """Replay every request of the files, then have the command say the same."""
    before = after = 0
    for file in files:
        for transcript in read(file):
            for request in replay(transcript):
                before += request.sent.tokens_before
                after += request.sent.tokens_after
    headroom(["replay", *files])
    print(f"\nsaved {before - after:,} of {before:,} tokens ({100 * (before - after) / before:.0f} %)")


if __name__ == "__main__":
    main(sys.argv[1:] or [sample()])
