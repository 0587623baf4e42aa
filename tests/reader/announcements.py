"""The line before a value that announces the forms which are used in it."""

from __future__ import annotations

import re

from tests.reader.headers import Header, header, name
from tests.reader.reading import Forms, Reading
from tests.reader.spelling import SPELLINGS, Spelling
from tests.reader.strings import RECORD

ANY = re.compile(
    r"\[(?:original field order: |Python objects: |integer keys\]|records: |\*n repeats &n\]|; between rows\]|"
    r"Python values\]|JavaScript values\]|JSON5\]|"
    r'"""raw text"""\]|"""JSON text|JSON text)'
)
DOCUMENTS = re.compile(rf"\[JSON text({'|'.join(SPELLINGS)}): ")
ORDERS = "[original field order: "
CLASS = re.compile(r"([A-Za-z_][\w.]*)\(([\w.]+(?:,[\w.]+)*)\)", re.ASCII)
JSON_TEXT = re.compile(rf'\["""JSON text({"|".join(SPELLINGS)})"""\]')


def announced(reading: Reading) -> Forms | None:
    """The forms that a line here announces, which is read; None where there is no such line."""
    source = reading.source
    if not ANY.match(source.text, source.position):
        return None
    forms = Forms(
        orders=orders(reading),
        instances=_instances(reading),
        integer_keys=source.skip("[integer keys]"),
        documents=_documents(reading),
        records=_records(reading),
        repeats=source.skip("[*n repeats &n]"),
        matrices=source.skip("[; between rows]"),
        python=source.skip("[Python values]"),
        script=source.skip("[JavaScript values]") or (source.skip("[JSON5]") and False),
        raw_text=source.skip('["""raw text"""]'),
        json_text=SPELLINGS[spelled[1]] if (spelled := source.match(JSON_TEXT)) else None,
    )
    source.expect("\n")
    return forms


def orders(reading: Reading) -> tuple[tuple[str, ...], ...]:
    """`[original field order: b,a;d,c]`: the orders that the fields of objects came in."""
    source = reading.source
    if not source.skip(ORDERS):
        return ()
    found = [_order(reading)]
    while source.skip(";"):
        found.append(_order(reading))
    source.expect("]")
    return tuple(found)


def _instances(reading: Reading) -> dict[tuple[str, ...], str]:
    """`[Python objects: Order(id,by),Customer(name)]`: classes by the names of what their instances are made with."""
    source = reading.source
    classes: dict[tuple[str, ...], str] = {}
    if not source.skip("[Python objects: "):
        return classes
    while True:
        found = source.match(CLASS)
        names = tuple(found[2].split(",")) if found else ()
        if not found or names in classes:
            raise source.expected("a class, no two of which have the same names")
        classes[names] = found[1]
        if not source.skip(","):
            break
    source.expect("]")
    return classes


def _documents(reading: Reading) -> tuple[str, Spelling] | None:
    """`[JSON text, spaced: value]`: the field whose strings held documents, and their spelling."""
    spelled = reading.source.match(DOCUMENTS)
    if not spelled:
        return None
    found = name(reading), SPELLINGS[spelled[1]]
    reading.source.expect("]")
    return found


def _order(reading: Reading) -> tuple[str, ...]:
    source = reading.source
    names = [name(reading)]
    while source.skip(","):
        names.append(name(reading))
    if len(names) < 2 or len(set(names)) < len(names):
        raise source.fault(f"{names} is no order of fields")
    return tuple(names)


def _records(reading: Reading) -> dict[str, Header]:
    """`[records: author(login,id),label(name)]`: the names of records and their fields."""
    source = reading.source
    records: dict[str, Header] = {}
    if not source.skip("[records: "):
        return records
    while True:
        found = source.match(RECORD)
        if not found or found[1] in records:
            raise source.expected("the name of a record, each of which is announced once")
        records[found[1]] = header(reading)
        source.expect(")")
        if not source.skip(","):
            break
    source.expect("]")
    return records
