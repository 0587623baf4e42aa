"""Conversations out of the files that they are found in, and what they would have cost.

    from headroom.transcripts import read, replay
    for transcript in read("requests.jsonl"):
        for request in replay(transcript, model="claude-sonnet-4-5"):
            print(request.sent.tokens_before, request.sent.tokens_after, request.bill)

Read are OpenAI's chat messages, Anthropic's, items of the Responses API, session logs of Claude Code, Codex CLI and
Gemini CLI, logs of LiteLLM and agno's sessions (with agno installed), compressed or not. Files of one value a line are
read line by line.
"""

from headroom._replay.replay import Bill, Replayed, replay
from headroom._replay.transcript import Request, Transcript
from headroom.transcripts.detect import KINDS, read
from headroom.transcripts.kind import Kind
from headroom.transcripts.records import Problem, Record

__all__ = ["KINDS", "Bill", "Kind", "Problem", "Record", "Replayed", "Request", "Transcript", "read", "replay"]
