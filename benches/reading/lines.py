"""Logs, results of tests and tracebacks, whose lines are alike, begin alike or repeat, and what is asked about them."""

from __future__ import annotations

from peers.documents import WORDS, Source
from reading.families import Made
from reading.subjects import Family, Question, called

ASK = "In the latest result, "


def times(source: Source, count: int, start: int = 8 * 3600) -> list[str]:
    """Times of day, ascending, no two the same."""
    seconds = sorted(source.sample(range(start, start + 9000), count))
    return [f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}" for second in seconds]


def address(source: Source) -> str:
    return f"10.250.{source.randrange(9)}.{source.randrange(2, 250)}"


def storage_log(source: Source) -> Made:
    """Lines of four kinds in turn; each time and each block stands in one line."""
    at = times(source, 36)
    rows = []
    for number, time in enumerate(at):
        block, host, size = f"blk_{source.randrange(10**8, 10**9)}", address(source), source.randrange(10**6, 10**8)
        kind = "deleted" if number == 20 else source.choice(["received", "received", "served", "verified"])
        rows.append((time, kind, block, host, size))
    say = {
        "received": "INFO dfs.DataNode$DataXceiver: Received block {block} of size {size} from /{host}",
        "served": "INFO dfs.DataNode$DataXceiver: Served block {block} to /{host}",
        "verified": "INFO dfs.DataBlockScanner: Verification succeeded for {block} on {host}",
        "deleted": "WARN dfs.FSDataset: Unexpected error trying to delete block {block}",
    }
    lines = [
        f"2008-11-09 {time} {say[kind].format(block=block, host=host, size=size)}"
        for time, kind, block, host, size in rows
    ]
    received = source.sample([row for row in rows if row[1] == "received"], 2)
    one = source.choice([row for row in rows if row[1] in ("served", "verified")])
    asked = [
        Question(f"{ASK}what is the size of the block {received[0][2]} that was received?", str(received[0][4])),
        Question(f"{ASK}which block was received at {received[1][0]}?", received[1][2]),
        Question(f"{ASK}at what time of day was the block {one[2]} {one[1]}?", one[0]),
        Question(f"{ASK}to which block does the line with an unexpected error belong?", rows[20][2]),
        Question(f"{ASK}how many lines say that a block was received?", str(sum(row[1] == "received" for row in rows))),
    ]
    return called(("read_log", {"path": "hdfs.log"}, "\n".join(lines) + "\n")), asked


def login_log(source: Source) -> Made:
    """A log of two days."""
    rows = []
    for day in ("Jun 14", "Jun 15"):
        for time in times(source, 14, start=source.randrange(5) * 3600):
            pid, host = source.randrange(1000, 29999), f"{source.choice(WORDS)}.example.org"
            rows.append((day, time, pid, f"220.{source.randrange(200)}.151.{source.randrange(200)}", host))
    lines = []
    for day, time, pid, client, host in rows:
        failure = f"authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost={client}  user=root"
        opened = f"session opened for the user test by (uid=509) from {host}"
        lines.append(f"{day} {time} combo sshd(pam_unix)[{pid}]: {failure if pid % 3 else opened}")
    failed = source.sample([row for row in rows if row[2] % 3], 4)
    asked = [
        Question(
            f"{ASK}from which rhost did the authentication fail on {failed[0][0]} at {failed[0][1]}?", failed[0][3]
        ),
        Question(f"{ASK}what is the number of the sshd process that logged at {failed[1][1]}?", str(failed[1][2])),
        Question(f"{ASK}at what time of day did the authentication from {failed[2][3]} fail?", failed[2][1]),
        Question(f"{ASK}on which day (such as Jun 14) did the sshd process {failed[3][2]} log?", failed[3][0]),
        Question(f"{ASK}how many lines say authentication failure?", str(sum(row[2] % 3 > 0 for row in rows))),
    ]
    return called(("read_log", {"path": "secure"}, "\n".join(lines) + "\n")), asked


def levels_log(source: Source) -> Made:
    """A log in which few lines are errors."""
    at = times(source, 30)
    bad = set(source.sample(range(5, 30), 4))
    rows = [
        (time, source.randrange(100, 999), f"{source.choice(WORDS)}-{source.randrange(9)}", number in bad)
        for number, time in enumerate(at)
    ]
    lines = [
        f"2026-03-02 {time},{number} - ERROR [Worker-{number}] - Task {number} of queue {queue} failed after 3 tries"
        if is_bad
        else f"2026-03-02 {time},{number} - INFO  [Worker-{number}] - Task {number} of queue {queue} is done"
        for time, number, queue, is_bad in rows
    ]
    failed, done = [row for row in rows if row[3]], [row for row in rows if not row[3]]
    one = source.choice(done)
    asked = [
        Question(f"{ASK}which task failed first?", str(failed[0][1])),
        Question(f"{ASK}which task failed last?", str(failed[-1][1])),
        Question(f"{ASK}what is the queue of the task that failed at {failed[1][0]}?", failed[1][2]),
        Question(f"{ASK}is the line of {one[0]} at level INFO or ERROR?", "INFO"),
        Question(f"{ASK}how many lines are at level ERROR?", str(len(failed))),
    ]
    return called(("read_log", {"path": "worker.log"}, "\n".join(lines) + "\n")), asked


def results(source: Source) -> Made:
    """What a run of tests says, a line a test."""
    names = [
        f"test_{one}_{other}" for one, other in zip(source.sample(WORDS, 18), source.sample(WORDS, 18), strict=True)
    ]
    kinds = ["TestReader", "TestWriter", "TestSession"]
    rows = [(f"tests/unit/test_storage.py::{kinds[place // 6]}::{name}", place) for place, name in enumerate(names)]
    failed = source.randrange(18)
    lines = [f"{'FAILED' if place == failed else 'PASSED'} {test}" for test, place in rows]
    one, other = source.sample([place for place in range(18) if place != failed], 2)
    asked = [
        Question(f"{ASK}to which class does {names[one]} belong?", kinds[one // 6]),
        Question(f"{ASK}to which class does {names[other]} belong?", kinds[other // 6]),
        Question(f"{ASK}what is the name of the test function that failed?", names[failed]),
        Question(f"{ASK}is {names[one]} PASSED or FAILED?", "PASSED"),
    ]
    return called(("run_tests", {}, "collected 18 items\n" + "\n".join(lines) + "\n1 failed, 17 passed\n")), asked


def tracebacks(source: Source) -> Made:
    """One traceback for several jobs, and a message on and on."""
    jobs, delays = source.sample(range(100, 999), 4), source.sample(range(2, 60), 4)
    line, waits = source.randrange(20, 400), source.randrange(8, 30)
    text = ""
    for job, delay in zip(jobs, delays, strict=True):
        text += (
            f"job {job}: started\nTraceback (most recent call last):\n"
            f'  File "/app/worker.py", line {line}, in run\n    result = fetch(job.url, timeout=30)\n'
            f'  File "/app/http.py", line {line + 7}, in fetch\n    raise TimeoutError(url)\n'
            f"TimeoutError: https://example.org/feed\njob {job}: trying again in {delay} s\n"
        )
    text += "waiting for a free connection of the pool\n" * waits + "all jobs are done\n"
    asked = [
        Question(f"{ASK}in how many seconds is the job {jobs[2]} tried again?", str(delays[2])),
        Question(f"{ASK}in how many seconds is the job {jobs[3]} tried again?", str(delays[3])),
        Question(f"{ASK}in which line of worker.py does the traceback of job {jobs[1]} begin?", str(line)),
        Question(f"{ASK}which error ends the traceback of the job {jobs[3]}?", "TimeoutError"),
        Question(
            f'{ASK}how many times in a row does the line "waiting for a free connection of the pool" stand?', str(waits)
        ),
    ]
    return called(("run", {"command": "worker"}, text)), asked


LINES = [
    Family("logs", "default", r"\[lines of a log, ", storage_log),
    Family("logs of several days", "default", r"\[lines of a log, ", login_log),
    Family("logs with levels", "default", r"\[lines of a log, ", levels_log),
    Family("headings", "default", r"\[lines indented below what they begin with\]", results),
    Family("lines that repeat", "default", r"\[lines that repeat ", tracebacks),
]
