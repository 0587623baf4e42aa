"""Tables as command lines, databases and files print them, and what is asked about them."""

from __future__ import annotations

from collections.abc import Sequence

from peers.documents import FIRST, SERVICES, WORDS, Source
from reading.families import CITIES, STATES, Made, identifiers
from reading.subjects import Family, Question, called

Row = dict[str, str]


def aligned(rows: Sequence[Row], ends: str = "", gap: int = 3) -> str:
    """Rows below their names, padded to columns; those named in `ends` end together."""
    lines = [{name: name for name in rows[0]}, *rows]
    widths = {name: max(len(line[name]) for line in lines) for name in rows[0]}
    cells = [[line[n].rjust(w) if n in ends.split() else line[n].ljust(w) for n, w in widths.items()] for line in lines]
    return "\n".join((" " * gap).join(row).rstrip() for row in cells) + "\n"


def of_lines(source: Source, rows: Sequence[Row], key: str, count: int, *fields: str) -> list[Question]:
    ask = "In the latest result, what is {} of the line whose {} is {}?"
    return [
        Question(ask.format(field, key, row[key]), row[field]) for row in source.sample(rows, count) for field in fields
    ]


def pods(source: Source) -> Made:
    rows = [
        {
            "NAME": f"{name}-{source.hexadecimal(8)}-{source.hexadecimal(5)}",
            "READY": "1/1",
            "STATUS": source.choice(["Running", "Running", "Pending", "CrashLoopBackOff", "Completed"]),
            "RESTARTS": str(source.randrange(200)),
            "AGE": f"{source.randrange(2, 90)}d",
            "IP": f"10.42.{source.randrange(9)}.{source.randrange(2, 250)}" if source.random() < 0.8 else "",
            "NODE": f"node-{source.choice('abcde')}",
        }
        for name in source.sample(WORDS, 16)
    ]
    asked = of_lines(source, rows, "NAME", 3, "STATUS", "NODE") + of_lines(source, rows, "NAME", 1, "READY")
    return called(("kubectl_get", {"resource": "pods"}, aligned(rows))), asked


def processes(source: Source) -> Made:
    rows = [
        {
            "USER": source.choice(["root", "www-data", "postgres", source.choice(FIRST).lower()]),
            "PID": str(number),
            "%CPU": f"{source.randrange(400) / 10:.1f}",
            "%MEM": f"{source.randrange(90) / 10:.1f}",
            "RSS": str(source.randrange(999_999)),
            "STAT": source.choice(["Ss", "S", "R", "S<", "Sl+"]),
            "TIME": f"{source.randrange(90)}:{source.randrange(60):02}",
            "COMMAND": f"/usr/sbin/{word} --config /etc/{word}.conf",
        }
        for number, word in zip(identifiers(source, 18), source.sample(WORDS, 18), strict=True)
    ]
    asked = of_lines(source, rows, "PID", 2, "USER", "RSS", "TIME")
    return called(("run", {"command": "ps aux"}, aligned(rows, ends="PID %CPU %MEM RSS TIME", gap=2))), asked


def stock(source: Source, count: int = 12) -> list[Row]:
    return [
        {
            "sku": f"{word[:3].upper()}-{number}",
            "name": f"{source.choice(WORDS)} {word}",
            "qty": str(source.randrange(400)),
            "unit": "piece",
            "warehouse": source.choice(CITIES),
        }
        for number, word in zip(identifiers(source, count), source.sample(WORDS, count), strict=True)
    ]


def markdown(source: Source) -> Made:
    rows = stock(source)
    widths = {name: max(len(name), *(len(row[name]) for row in rows)) for name in rows[0]}
    cells = [[name.ljust(width) for name, width in widths.items()]]
    cells += [["-" * width for width in widths.values()]]
    cells += [[row[name].ljust(width) for name, width in widths.items()] for row in rows]
    text = "".join(f"| {' | '.join(row)} |\n" for row in cells)
    asked = of_lines(source, rows, "sku", 2, "qty", "warehouse", "name") + of_lines(source, rows, "sku", 1, "unit")
    return called(("read_page", {"page": "stock"}, f"## Stock\n\n{text}")), asked


def query(source: Source) -> Made:
    rows = stock(source, 24)
    widths = {name: max(len(name), *(len(row[name]) for row in rows)) for name in rows[0]}
    centered = [
        " " * ((w - len(name)) // 2) + name + " " * (w - len(name) - (w - len(name)) // 2) for name, w in widths.items()
    ]
    rule = "+".join("-" * (width + 2) for width in widths.values())
    cells = [[row[n].rjust(w) if n == "qty" else row[n].ljust(w) for n, w in widths.items()] for row in rows]
    lines = [" " + " | ".join(row).rstrip() for row in cells]
    text = "\n".join([f" {' | '.join(centered)} ", rule, *lines, f"({len(rows)} rows)"]) + "\n\n"
    asked = of_lines(source, rows, "sku", 3, "qty", "warehouse")
    return called(("psql", {"query": "select * from stock"}, text)), asked


def found(source: Source) -> Made:
    """Files that find lists, no two of one name."""
    return files_in(source, "./src")


def found_deep(source: Source) -> Made:
    """Files that find lists in folders of folders, no two of one name."""
    shop, package, part = source.sample(WORDS, 3)
    return files_in(source, f"/srv/{shop}/node_modules/.pnpm/{package}@2.1.0/{part}")


def files_in(source: Source, root: str) -> Made:
    folders = [
        f"{root}/{one}/{other}" for one, other in zip(source.sample(WORDS, 6), source.sample(WORDS, 6), strict=True)
    ]
    names = [f"{word}.{source.choice(['py', 'toml', 'md', 'csv'])}" for word in source.sample(WORDS, 30)]
    files = sorted((source.choice(folders), name) for name in names)
    ask = "In the latest result, what is the full path of the file {}?"
    asked = [Question(ask.format(name), f"{folder}/{name}") for folder, name in source.sample(files, 3)]
    folder, name = source.choice(files)
    asked.append(Question(f"In the latest result, which folder holds the file {name}?", folder))
    text = "".join(f"{folder}/{name}\n" for folder, name in files)
    return called(("run", {"command": "find . -type f"}, text)), asked


def listed(source: Source) -> Made:
    """Files that ls lists with their sizes, of a few owners and sizes that nothing else has."""
    names = sorted(
        f"{one}-{other}" for one, other in zip(source.sample(WORDS, 30), source.choices(WORDS, k=30), strict=True)
    )
    owners = [owner for owner in ("root  wheel", "build staff", "_www  _www ") for _ in range(10)]
    rows = [
        {"name": name, "owner": owner.split()[0], "size": str(size), "day": f"{source.randrange(1, 29):>2}"}
        for name, owner, size in zip(names, owners, source.sample(range(1000, 999_999), 30), strict=True)
    ]
    text = "".join(
        f"-rwxr-xr-x  1 {owner} {row['size']:>8} Jul {row['day']}  2026 {row['name']}\n"
        for row, owner in zip(rows, owners, strict=True)
    )
    asked = [
        Question(f"In the latest result, what is the size of the file {row['name']} in bytes?", row["size"])
        for row in source.sample(rows, 2)
    ] + [
        Question(f"In the latest result, which user owns the file {row['name']}?", row["owner"])
        for row in source.sample(rows, 2)
    ]
    return called(("run", {"command": "ls -l bin"}, "total 904\n" + text)), asked


def grepped(source: Source) -> Made:
    """Lines that grep found in files, no two alike."""
    files = [
        f"src/{one}/{other}.py" for one, other in zip(source.sample(WORDS, 7), source.sample(WORDS, 7), strict=True)
    ]
    told = iter(source.sample([f"{one} {other}" for one in WORDS for other in WORDS[:9]], 35))
    lines = [(file, number, next(told)) for file in sorted(files) for number in sorted(source.sample(range(9, 900), 4))]
    asked = [
        Question(f'In the latest result, which file says "TODO: {what}"?', file)
        for file, _, what in source.sample(lines, 2)
    ] + [
        Question(f'In the latest result, at which line of {file} does it say "TODO: {what}"?', str(number))
        for file, number, what in source.sample(lines, 2)
    ]
    text = "".join(f"{file}:{number}:    # TODO: {what}\n" for file, number, what in lines)
    return called(("run", {"command": "grep -rn TODO src"}, text)), asked


def orders_csv(source: Source) -> Made:
    places = {
        str(zip_code): (city, f"{city[:2].upper()}-{source.randrange(99)}")
        for city, zip_code in zip(CITIES, source.sample(range(10_000, 99_999), len(CITIES)), strict=True)
    }
    rows = []
    for number in identifiers(source, 40):
        code = source.choice([*places][:5])
        rows.append(
            {
                "order": str(number),
                "channel": "web",
                "status": source.choice(STATES),
                "zip": code,
                "city": places[code][0],
                "depot": places[code][1],
                "service": source.choice(SERVICES),
                "total": f"{source.randrange(99_999) / 100:.2f}",
            }
        )
    text = "".join(",".join(row) + "\n" for row in [list(rows[0]), *(list(row.values()) for row in rows)])
    asked = of_lines(source, rows, "order", 2, "total", "city", "status") + of_lines(
        source, rows, "order", 1, "depot", "channel"
    )
    return called(("read_file", {"path": "orders.csv"}, text)), asked


TEXTS: list[Family] = [
    Family("padded columns", "default", r"^\[columns padded in \d+ lines: .*\n.*READY=1/1", pods),
    Family("columns of numbers", "default", r"^\[columns padded in \d+ lines: ", processes),
    Family("Markdown tables", "default", r"^\[columns padded in \d+ lines between bars: ", markdown),
    Family("tables of databases", "default", r"^\[columns padded in \d+ lines parted by bars below", query),
    Family("columns that begin alike", "default", r"^\[lines indented below .*\n.*\n\[columns padded ", listed),
    Family("what was found in files", "default", r"^\[paths in \d+ lines, ", grepped),
    Family("paths, at the compact level", "compact", r"^\[paths in \d+ lines, ", found),
    Family(
        "folders of folders, at the compact level", "compact", r"^\[paths in \d+ lines, .*\n.*\n .*\n  ", found_deep
    ),
    Family("CSV", "default", r"^\[CSV in \d+ lines, each with ", orders_csv),
]
