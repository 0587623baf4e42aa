"""Texts that tools return, made from a seed, and the ways in which a later one repeats an earlier one.

Plain `random.Random` instead of hypothesis: a conversation has to cost less than a millisecond, so that a hundred
thousand of them are a matter of minutes.
"""

import json
from collections.abc import Callable
from random import Random
from typing import Any

Maker = Callable[[Random, int], str]
Variation = Callable[[Random, str], str]

WORDS = [
    "order", "customer", "invoice", "refund", "pending", "shipped", "total", "price", "currency", "created",
    "updated", "address", "street", "city", "email", "phone", "status", "comment", "review", "product", "quantity",
    "discount", "shipping", "session", "token", "index", "value", "region", "server", "request",
]  # fmt: skip
CODE = [
    "def handle(request):", "    if not request.user:", "        raise PermissionError(request.path)",
    "    return respond(200, body)", "", "class Store:", '    """Keeps what was read."""', "    def __init__(self):",
    "        self.items = {}", "import json", "}", "    for key, value in items.items():", "\tgoto fail;",
    "        total += value[key]  # one more", 'print(f"{total:>10}")', "    }", "[section]", "{% block body %}",
]  # fmt: skip
PATHS = ["src/app.py", "src/store/__init__.py", "tests/test_app.py", "README.md", "docs/指南.md", "a b/[x]/{y}.txt"]

STRANGE = [
    "日本語のテキスト。注文は確認されました。\n次の行", "🙂 done 👩\u200d👩\u200d👧 🇩🇪", "lone \ud83d high",
    "\udc00low first\n\ud800",
    "bell\x07 escape \x1b[31mred\x1b[0m nul\x00", "\u2028line\u2029paragraph\x85next", "\ufeffmark first",
    "e\u0301 é", "\r\n\r\n", "tab\tseparated\tvalues\n1\t2\t3", "<|endoftext|>", "'''\n\"\"\"\n```json\n{}\n```",
    "null", "0", "-", "\\", "{", "[[[[", "]}", '{"a": ', '[{"a": 1}, {"a": 2', "ENOENT", " ", "\n", "a" * 700,
    "word " * 90,
]  # fmt: skip
OURS = [
    "…", "……", "\n…\n", "[…]", "[… as in read_file above]", "[… as in read_file above]\n…",
    "[as in read_file above, unchanged]", "[as in run above, except:]\nstatus: open\nremoved: id",
    "[… as in run above]\n…\nlast line", "[… as in  above]\n", "see [… as in read_file above] there",
    "[… as in read_file above]\n\n[… as in read_file above]\n…\n…", "[3 rows: a,b\n1,2\n3,4\n5,6\n]",
    "[2 rows: a,b\n1,2", "{2 rows: key,a\nx,1\ny,2\n}", "[9 rows: a\n1\n]", "[2 lines: a\n1\n2\n]",
    '[*n repeats &n]\n[&1 "a text that is long enough",*1]', "*1", "&1 x",
    "[records: user(login,id)]\n[user(ada,1),user(bob,2)]", "[; between rows]\n[1,2;3,4]",
    '[original field order: b,a]\n{"a":1,"b":2}', '[Python objects: A(a)]\n[{"a":1}]',
    '[integer keys]\n{"7":[1],"8":[2]}',
    '["""raw text"""]\n["""a\nb"""]', "<result id=7>\nkept elsewhere\n</result>",
    "[Earlier conversation left out to fit the context window: 4 messages, 90 tokens]",
    '[view of run: 2 of 9 lines; the rest by headroom_retrieve("72fy1078v2xs")]\na\n[… lines 2-8 left out]\nb',
    "[page of 72fy1078v2xs: lines 1-2 of 2]\na\nb", "[… line 3 left out]\n",
    "[columns padded in 2 lines: 1, 9]\na b\nc d\n", "[columns padded in 3 lines between bars: 4, =..5]\na | x=y\nb",
    "[paths in 3 lines, indented below what they begin with]\na/\n b\n c\n",
    "[lines indented below what they begin with]\na \n b\n c\n", "[CSV in 2 lines, each with b=1 behind a]\na\n2\n",
    "[line numbers padded to 6 columns]\n1\ta\n2\tb", "[line numbers padded to 6 columns]\nnone",
    "[line numbers padded to 6 columns]\n     1\ta\n     2\tb\n     3\tc\n     4\td\n     5\te\n     6\tf",
]  # fmt: skip
"""What reads like our own notation, whole or broken, though Headroom wrote none of it."""


def source_file(rng: Random, size: int) -> str:
    return "\n".join(rng.choice(CODE).replace("total", rng.choice(WORDS)) for _ in range(3 * size))


def prose(rng: Random, size: int) -> str:
    return ". ".join(" ".join(rng.choices(WORDS, k=9)) for _ in range(size))


def listing(rng: Random, size: int) -> str:
    lines = [
        f"-rw-r--r-- 1 app app {rng.randrange(10**6):>8} Mar {rng.randrange(1, 29):>2} {rng.choice(WORDS)}_{row}.py"
        for row in range(size)
    ]
    return "\n".join([f"total {size}", *lines, ""])


def found(rng: Random, size: int) -> str:
    """Files in folders of folders, as `find` lists them, or lines in them, as `grep` does."""
    folders = ["/".join(rng.choices(WORDS[:9], k=rng.randrange(1, 6))) for _ in range(1 + size // 4)]
    files = sorted(f"./{rng.choice(folders)}/{rng.choice(WORDS)}.py" for _ in range(size))
    lines = (rng.choice(["", "", f":{row}:total = {row}", ":    return total"]) for row in range(size))
    return "\n".join(file + line for file, line in zip(files, lines, strict=True))


def log(rng: Random, size: int) -> str:
    levels = ["INFO", "INFO", "DEBUG", "WARN", "ERROR"]
    return "\n".join(
        f"2026-03-01T12:00:{row % 60:02}Z {rng.choice(levels)} [{rng.choice(WORDS)}] GET /{rng.choice(WORDS)}/{row} 200"
        for row in range(size)
    )


def devices(rng: Random, size: int) -> str:
    """Blocks of lines, most of which are the same."""
    return "\n".join(
        f"Handle 0x00{row:02}, DMI type 17, 27 bytes\nMemory Device\n\tSize: {rng.choice([4, 8])} GB\n"
        f"\tForm Factor: DIMM\n\tLocator: {rng.choice(WORDS)} {row}\n\tManufacturer: Not Specified\n\tSpeed: Unknown\n"
        for row in range(size)
    )


def packages(rng: Random, size: int) -> str:
    """Blocks of lines of one shape, whose values differ."""
    return "".join(
        f"Name        : {rng.choice(WORDS)}\nVersion     : 1.{row}\nSize        : {rng.randrange(10**6)}\n"
        f"Vendor      : CentOS\nDescription :\n{rng.choice(WORDS)} of {row}\n"
        for row in range(size)
    )


def failure(rng: Random, size: int) -> str:
    """Errors that differ in a number or two, whichever conversation they come up in."""
    trace = "".join(f'  File "/app/main.py", line {line}, in run\n    step({line})\n' for line in range(10, 10 + size))
    return f"Traceback (most recent call last):\n{trace}TimeoutError: no answer after {rng.choice([30, 31, 60])} s"


def _value(rng: Random) -> Any:
    kind = rng.randrange(8)
    if kind < 3:
        return rng.choice(WORDS)
    if kind == 3:
        return rng.choice([None, True, False, "", 1.0, 1, 2**70, "null", "1"])
    if kind == 4:
        return {"id": rng.randrange(50), "name": rng.choice(WORDS)}
    return rng.randrange(10**4) if kind < 7 else " ".join(rng.choices(WORDS, k=6))


def _records(rng: Random, size: int) -> list[dict[str, Any]]:
    keys = rng.sample(WORDS, rng.randint(1, 6))
    return [{"id": row, **{key: _value(rng) for key in keys if rng.random() < 0.95}} for row in range(size)]


def _dumped(rng: Random, value: Any) -> str:
    styles: list[dict[str, Any]] = [{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False, "indent": 1}]
    return json.dumps(value, **rng.choice(styles))


def records(rng: Random, size: int) -> str:
    return _dumped(rng, _records(rng, size))


def response(rng: Random, size: int) -> str:
    return _dumped(rng, {"status": "ok", "total": size, "items": _records(rng, size), "next": None})


def rows_of_sql(rng: Random, size: int) -> str:
    """What `str()` makes of a cursor's rows, of tuples or of models, each with one in it; or `print` of one by one."""
    found = _records(rng, size)
    if rng.random() < 0.6:
        return str(found)
    shown = [str(tuple(row.values())) if size % 2 else _instance(row) for row in found]
    return f"[{', '.join(shown)}]" if rng.random() < 0.5 else rng.choice(["\n", "\n- ", "\n\n"]).join(shown)


def _instance(row: dict[str, Any]) -> str:
    made = [f"{name}={value!r}" for name, value in row.items()]
    return f"Row({', '.join(made[:3])}, of=Inner({', '.join(made)}))"


def json_lines(rng: Random, size: int) -> str:
    return "\n".join(map(json.dumps, _records(rng, size)))


def file_in_json(rng: Random, size: int) -> str:
    return _dumped(rng, {"path": rng.choice(PATHS), "content": source_file(rng, size), "truncated": False})


def strange(rng: Random, size: int) -> str:
    return "\n".join(rng.choices(STRANGE, k=rng.randint(1, 3)))


def ours(rng: Random, size: int) -> str:
    return rng.choice(OURS)


def short(rng: Random, size: int) -> str:
    return rng.choice(["ok", "", "Done.", "no matches", "true", "[]", "{}", "exit code 1", "0"])


MAKERS: list[Maker] = [
    packages, source_file, prose, listing, found, log, devices, failure, records, records, response, rows_of_sql,
    json_lines, file_in_json, strange, ours, short,
]  # fmt: skip


def edited(rng: Random, text: str) -> str:
    """The same text after somebody changed, took out or put in some of its lines."""
    lines = text.split("\n")
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(lines))
        lines[place : place + rng.randint(0, 2)] = rng.choices(
            [*CODE, "…", "[… as in read_file above]"], k=rng.randint(0, 2)
        )
        lines = lines or [""]
    return "\n".join(lines)


def cut(rng: Random, text: str) -> str:
    """A beginning, an end or a middle of the text; a beginning may end within a line or a pair of brackets."""
    first, last = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    return rng.choice([text[:last], text[first:], text[first:last]])


def one_field_changed(rng: Random, text: str) -> str:
    """JSON with one record changed or its keys in another order; other text with one of its words changed."""
    value = _parsed(text)
    rows = value.get("items") if isinstance(value, dict) else value
    if not isinstance(rows, list) or not rows or not isinstance(row := rng.choice(rows), dict) or not row:
        return text.replace(rng.choice(WORDS), rng.choice(WORDS), 1)
    if rng.random() < 0.3:
        rows[:] = [dict(reversed(row.items())) if isinstance(row, dict) else row for row in rows]
    row[rng.choice(list(row))] = _value(rng)
    return _dumped(rng, value)


def in_another_order(rng: Random, text: str) -> str:
    """JSON with the fields of its objects in another order, of all alike ones in the same; other text as it is."""
    value = _parsed(text)
    if not isinstance(value, dict | list):
        return text
    salt = rng.random()
    return _dumped(rng, _sorted_by(value, lambda key: Random(f"{salt}{key}").random()))


def _sorted_by(value: Any, order: Callable[[str], float]) -> Any:
    if isinstance(value, list):
        return [_sorted_by(inner, order) for inner in value]
    if isinstance(value, dict):
        return {key: _sorted_by(value[key], order) for key in sorted(value, key=order)}
    return value


def _parsed(text: str) -> Any:
    if text[:1] not in ("[", "{"):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def spelled_anew(rng: Random, text: str) -> str:
    """The same JSON with other white space; other text with other line ends or blanks behind its lines."""
    value = _parsed(text)
    if value is not None:
        return _dumped(rng, value)
    return text.replace("\n", rng.choice(["\r\n", " \n", "\n\n"]))


def numbered(rng: Random, text: str) -> str:
    return "\n".join(f"{number:>6}\t{line}" for number, line in enumerate(text.split("\n"), 1))


def enclosed(rng: Random, text: str) -> str:
    """The text among other words, as a JSON string, twice, or under a line that reads like one of ours."""
    return rng.choice(
        [
            f"Here is what I found:\n{text}\nThat is all.",
            json.dumps({"stdout": text, "stderr": "", "code": 0}),
            f"{text}\n{text}",
            f"[… as in read_file above]\n{text}",
            f"{text}\n…\n{text[:40]}",
        ]
    )


def the_same(rng: Random, text: str) -> str:
    return text


VARIATIONS: list[Variation] = [
    the_same, the_same, the_same, edited, edited, cut, one_field_changed, spelled_anew, numbered, enclosed,
    in_another_order,
]  # fmt: skip
"""What a later result makes of an earlier one; most often nothing."""
