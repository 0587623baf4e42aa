# ruff: noqa: E501 (a text a line)
"""Texts whose letters and lines matter, and texts that are data, by what they are; each holds JSON that gets shorter."""

import json

ROWS = [{"id": 100 + n, "sku": f"A-{n}", "name": f"Lamp {n}", "stock": {"vienna": 3 * n, "graz": n}} for n in range(6)]
ARRAY = json.dumps(ROWS)
INDENTED = json.dumps(ROWS, indent=2)
OBJECT = json.dumps(
    {"default": {"engine": "postgresql", "host": "127.0.0.1", "port": 5432, "name": "shop"}, "rows": ROWS[:3]}
)


_YAML = "".join(
    f"- id: {100 + n}\n  sku: A-{n}\n  name: Lamp {n}\n  unit: piece\n  stock:\n    graz: {n}\n" for n in range(20)
)
_POD = (
    '- apiVersion: v1\n  kind: Pod\n  metadata:\n    annotations:\n      shop/last: |\n        {{"a": 1}}\n\n    name: web-{n}\n'
    '    namespace: shop\n    resourceVersion: "88{n}"\n  spec:\n    nodeName: node-a\n  status:\n    phase: Running\n'
)


_SCRIPT = "[\n" + ",\n".join(f"  {{ id: {n}, sku: 'A-{n}', name: 'Lamp {n}', stock: {n} }}" for n in range(9)) + "\n]"


def _indented(text: str, by: str) -> str:
    return text.replace("\n", "\n" + by)


CODE = {
    "python keyword": f"import app\n\n\ndef setup():\n    app.configure(\n        debug=True,\n        rows={ROWS},\n        name='shop',\n    )\n",
    "python argument": f"from client import post\n\nanswer = post('/orders', {ARRAY})\nassert answer.ok\n",
    "python constants": "from shop.colors import Color\n\nROWS = [\n"
    + "".join(f"    {{'id': {n}, 'name': 'lamp', 'color': Color.RED}},\n" for n in range(20))
    + "]\nMORE = load(\n    rows="
    + str([{"id": n, "name": "lamp"} for n in range(20)]).replace("'lamp'", "Color.RED")
    + "\n)\n",
    "python docstring": f'class Order:\n    """An order.\n\n    The service answers with text such as this one:\n\n    {ARRAY}\n\n    Nothing else is known of it.\n    """\n\n    def __init__(self, text):\n        self.text = text\n',
    "python literal": f'import json\n\nEXPECTED = """\n{INDENTED}\n"""\n\n\ndef test_orders():\n    assert json.loads(EXPECTED)\n',
    "django": "from django.db import models\n\n\nclass Shop(models.Model):\n    kind = models.CharField(max_length=9, choices="
    + ARRAY
    + ")\n",
    "javascript": f"import {{ api }} from './api.js'\n\nit('lists', async () => {{\n  mock.onGet('/orders').reply(200, {ARRAY})\n  expect(await api.list()).toHaveLength(6)\n}})\n",
    "typescript": f"interface Order {{\n  id: number\n}}\n\nexport const fixtures: Order[] =\n  {_indented(INDENTED, '  ')}\n",
    "jsx": f'export function Shop() {{\n  return (\n    <Table\n      rows={{{ARRAY}}}\n      title="Shop"\n    />\n  )\n}}\n',
    "vue": f"<template>\n  <shop-table :rows='{ARRAY}' />\n</template>\n\n<script setup>\nimport ShopTable from './ShopTable.vue'\n</script>\n",
    "go": f'func TestList(t *testing.T) {{\n\tmux.HandleFunc("/orders", func(w http.ResponseWriter, r *http.Request) {{\n\t\tfmt.Fprint(w, `{ARRAY}`)\n\t}})\n}}\n',
    "rust": f'#[test]\nfn lists() {{\n    let text = r#"{ARRAY}"#;\n    assert_eq!(parse(text).len(), 6);\n}}\n',
    "java": f'public class OrderTest {{\n    @Test\n    void lists() {{\n        String text = """\n            {ARRAY}\n            """;\n        assertEquals(6, parse(text).size());\n    }}\n}}\n',
    "c": f'#include "test.h"\n\nstatic void lists(void)\n{{\n    const char *text = R"({ARRAY})";\n    check(parse(text) == 6);\n}}\n',
    "c#": f"using Xunit;\n\npublic class Orders\n{{\n    [Fact]\n    public void Lists()\n    {{\n        var text = @'{ARRAY}';\n        Assert.Equal(6, Parse(text).Count);\n    }}\n}}\n",
    "ruby": f"require 'json'\n\nRSpec.describe Orders do\n  it 'lists' do\n    stub_request(:get, '/orders').to_return(body: '{ARRAY}')\n    expect(Orders.all.size).to eq 6\n  end\nend\n",
    "php": f"<?php\n\nclass OrderTest extends TestCase\n{{\n    public function testList()\n    {{\n        $this->answer('{ARRAY}');\n    }}\n}}\n",
    "kotlin": f'class OrderTest {{\n    @Test\n    fun lists() {{\n        val text = """{ARRAY}"""\n        assertEquals(6, parse(text).size)\n    }}\n}}\n',
    "swift": f'final class OrderTests: XCTestCase {{\n    func testList() throws {{\n        let json = """\n        {_indented(INDENTED, " " * 8)}\n        """.data(using: .utf8)!\n    }}\n}}\n',
    "scala": f'object OrderSpec extends App {{\n  val text = s"""{ARRAY}"""\n  println(parse(text))\n}}\n',
    "lua": f"local cjson = require \"cjson\"\nlocal rows = cjson.decode('{ARRAY}')\nfor _, row in ipairs(rows) do\n  print(row.id)\nend\n",
    "perl": f"use strict;\nuse JSON;\n\nmy $rows = decode_json('{ARRAY}');\nprint scalar @$rows;\n",
    "shell": f"#!/bin/sh\nset -eu\n\ncurl -X POST \"$URL/orders\" \\\n  -H 'Content-Type: application/json' \\\n  -d '{ARRAY}'\n",
    "shell heredoc": f"#!/usr/bin/env bash\ncat > orders.json <<'EOF'\n{INDENTED}\nEOF\nif [ -f orders.json ]; then\n  echo done\nfi\n",
    "sql": f"CREATE TABLE shop (id INT, rows JSONB);\n\nINSERT INTO shop (id, rows)\nVALUES (1, '{ARRAY}');\n",
    "html": f'<!DOCTYPE html>\n<html>\n  <head>\n    <title>Shop</title>\n    <script type="application/json">{ARRAY}</script>\n  </head>\n  <body>\n    <div id="shop"></div>\n  </body>\n</html>\n',
    "xml": f'<?xml version="1.0"?>\n<config>\n  <entry name="rows">{ARRAY}</entry>\n  <entry name="debug">false</entry>\n</config>\n',
    "css": f".shop {{\n  color: red;\n}}\n\n/* {ARRAY} */\n.lamp::after {{\n  content: 'x';\n}}\n",
    "terraform": f'resource "aws_s3_object" "rows" {{\n  bucket  = var.bucket\n  content = <<-EOF\n    {ARRAY}\n  EOF\n}}\n',
    "dockerfile": f'FROM python:3.12\nWORKDIR /app\nCOPY . .\nENV ROWS \'{ARRAY}\'\nCMD ["python", "app.py"]\n',
    "makefile": f"ROWS := '{ARRAY}'\n\nall: build\n\nbuild:\n\tpython build.py $(ROWS)\n",
    "yaml": f"rules:\n  - id: shop-rows\n    languages: [python]\n    message: Rows are fixed\n    examples: {ARRAY}\n    severity: ERROR\n",
    "yaml block": f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  rows.json: |\n    {_indented(INDENTED, '    ')}\n",
    "yaml comments": f"# The shop's rows, as the service had them\n# when it was last asked.\nrows: {ARRAY}\nshop:\n  name: Lamps\n",
    "arguments on lines": "shop.load(\n    " + ",\n    ".join(map(json.dumps, ROWS)) + ",\n);\nshop.open();\n",
    "spread": "export const rows = [\n  ...base,\n  " + ",\n  ".join(map(json.dumps, ROWS)) + ",\n];\n",
    "rows of javascript": f"const rows = {_SCRIPT};\n",
    "rows of typescript": f"import {{ Row }} from './row';\n\nexport const rows: Row[] = {_SCRIPT};\n",
    "rows that javascript exports": f"import {{ base }} from './rows';\n\nexport default {_SCRIPT};\n",
    "rows in an object of javascript": f"module.exports = {{\n  name: 'shop',\n  rows: {_SCRIPT},\n}};\n",
    "rows in a component": f"export default {{\n  data() {{\n    return {{\n      rows: {_SCRIPT},\n    }};\n  }},\n}};\n",
    "rows in a test of typescript": f"test('rows', () => {{\n  expect(load()).toEqual({_SCRIPT});\n}});\n",
    "rows in minified javascript": f"let a=1,rows={_SCRIPT};b({_SCRIPT})",
    "a piece of javascript": _SCRIPT[2:-2],
    "toml": f"[tool.shop]\nname = \"lamps\"\nrows = '''{ARRAY}'''\n\n[tool.shop.more]\nport = 80\n",
    "ini": f"[shop]\nname = lamps\nrows: {ARRAY}\nport = 80\n",
    "env": f"DEBUG=1\nSHOP_ROWS={ARRAY}\nDATABASE_URL=postgres://localhost/shop\n",
    "nginx": f"server {{\n    listen 80;\n    location /orders {{\n        default_type application/json;\n        return 200 '{ARRAY}';\n    }}\n}}\n",
    "graphql": f"query Orders($first: Int) {{\n  orders(first: $first) {{\n    id\n  }}\n}}\n\n# variables: {ARRAY}\n",
}

SNIPPETS = {
    "heredoc": f"cat <<EOF > rows.json\n{INDENTED}\nEOF",
    "heredoc of curl": f"curl -s https://example.org/orders --data-binary @- <<'JSON'\n{ARRAY}\nJSON",
    "a value of an option": f"kubectl patch service shop -p '{OBJECT}'",
    "an attribute of jsx": f"<Table rows={{{ARRAY}}} />",
    "one command": f"curl -X POST https://example.org/orders -H 'Content-Type: application/json' -d '{ARRAY}'",
    "commands in a pipe": f"echo '{ARRAY}' | http POST https://example.org/orders",
    "sql in small letters": f"insert into shop (id, rows)\nvalues (1, '{ARRAY}');",
    "an assertion": f"    def test_rows(self):\n        self.assertEqual(self.answer.json(), {ARRAY})",
    "an attribute": f"<shop-table data-rows='{ARRAY}'></shop-table>",
    "linked data": f'<script type="application/ld+json">\n{INDENTED}\n</script>',
    "one comment": f"// What the service answers\n{INDENTED}",
    "a comment behind": f"{INDENTED}\n/* no more of them */",
    "vim": f"let g:rows = {{\n  \\ 'all': 1,\n  \\ {ARRAY},\n  \\ }}",
    "ansible": f"- hosts: shops\n  vars: {ARRAY}",
}

NUMBERED = {
    f"{name}, {style}": "".join(write(n, line) for n, line in enumerate(CODE[name].splitlines(), 1))
    for name in ("python keyword", "go", "yaml", "typescript", "shell")
    for style, write in {
        "numbers and arrows": lambda n, line: f"{n:>6}→{line}\n",
        "numbers and tabs": lambda n, line: f"{n:>6}\t{line}\n",
        "path and number": lambda n, line: f"src/shop.txt:{n}:{line}\n",
        "number and colon": lambda n, line: f"{n}:{line}\n",
        "number and bar": lambda n, line: f"{n:>4} | {line}\n",
        "number and dot": lambda n, line: f"{n}. {line}\n",
        "number behind a letter": lambda n, line: f"L{n}: {line}\n",
        "path, number and column": lambda n, line: f"src/shop.txt:{n}:1:{line}\n",
    }.items()
}

_HUNK = f'@@ -1,8 +1,8 @@ rows\n [\n{"".join(f"   {json.dumps(row)}," + chr(10) for row in ROWS)}-  {{"id": 1}}\n+  {{"id": 2}}\n ]\n'
_OBJECT_HUNK = (
    "@@ -1,9 +1,9 @@\n {\n" + "".join(f" {line}\n" for line in json.dumps(ROWS[:2], indent=2).splitlines()) + "-x\n+y\n"
)
DIFFS = {
    "unified": "--- a/rows.json\n+++ b/rows.json\n" + _HUNK,
    "git": "diff --git a/rows.json b/rows.json\nindex 1f..2a 100644\n--- a/rows.json\n+++ b/rows.json\n"
    + _HUNK
    + _OBJECT_HUNK,
    "behind a sentence": "Here is what the commit changes in the file with the rows:\n\n" + _OBJECT_HUNK,
    "git show": "commit 1f2a\nAuthor: Ada <ada@example.org>\nDate:   Mon Mar 2 2026\n\n    Count anew\n\ndiff --git a/r b/r\n"
    + _HUNK,
    "conflict": f'{{\n<<<<<<< HEAD\n  "rows": {ARRAY}\n=======\n  "rows": {json.dumps(ROWS[:4])}\n>>>>>>> branch\n}}\n',
}

_FILE = json.dumps(
    {"name": "shop", "config": json.loads(OBJECT), "rows": ROWS, "scripts": {n: f"run {n}" for n in "abcdefgh"}},
    indent=2,
)
_LINE = json.dumps({"name": "shop", "config": json.loads(OBJECT), "rows": ROWS, "last": True})
BROKEN = {
    "a comma lacks": _FILE.replace('"b": "run b",', '"b": "run b"'),
    "a comma lacks on one line": _LINE.replace('], "last"', '] "last"'),
    "a comma lacks, behind a sentence": "Why does this not parse?\n\n" + _LINE.replace('], "last"', '] "last"'),
    "a comma too many": _FILE.replace('"h": "run h"', '"h": "run h",'),
    "a stray character": _FILE.replace('"scripts": {', '"scripts": {;'),
    "an unclosed string": _FILE.replace('"c": "run c"', '"c": "run c'),
    "an unquoted key": _FILE.replace('"scripts"', "scripts"),
    "comments": "// Settings of the shop\n" + _FILE.replace('"scripts"', '/* what runs */ "scripts"'),
    "a comment within": _FILE.replace('  "scripts"', '  // what runs\n  "scripts"'),
    "a colon lacks": _FILE.replace('"scripts": {', '"scripts" {'),
    "a bracket too many": _FILE + "\n}",
    "a bracket too many on one line": _LINE + "}",
    "a word of python's": INDENTED.replace('"Lamp 2"', "True"),
    "other quotes": INDENTED.replace('"Lamp 2"', "'Lamp 2'"),
    "a word of python's on one line": _LINE.replace("true", "True"),
    "a comma twice": INDENTED.replace("},\n  {", "},,\n  {", 1),
    "an entry of a list": "[\n" + ",\n".join(map(json.dumps, [OBJECT, *ROWS])) + ',\n{"id" 7}\n]',
    "objects in a list": "[" + ",".join([OBJECT] * 3) + ' {"id": 7}]',
}

SOURCES = {
    f"{kind}: {name}": text
    for kind, texts in {
        "code": CODE,
        "snippet": SNIPPETS,
        "numbered": NUMBERED,
        "diff": DIFFS,
        "broken": BROKEN,
    }.items()
    for name, text in texts.items()
}

DATA = {
    "what a queue shows": f"deque({ROWS})",
    "a map by numbers": str({row["id"]: row for row in ROWS}),
    "a sentence": f"Found 6 rows:\n{ARRAY}",
    "an answer with a fence": f"Here are the results (in order):\n\n```json\n{INDENTED}\n```\n\nShall I go on? If not, let me know.",
    "markdown": f"# Report\n\n## Summary\n\nThe shop has **6** rows, see `rows`:\n\n```json\n{INDENTED}\n```\n\n- First: the id\n- Second: the stock (by city)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "json lines": "\n".join(map(json.dumps, ROWS)),
    "numbered json lines": "".join(f"{n:>6}\t{OBJECT}\n" for n in range(1, 7)),
    "a log": "".join(f"2026-03-01T00:00:0{n}Z INFO shop request done rows={ARRAY} in 5ms\n" for n in range(6)),
    "a log of pairs": "".join(f'ts=2026-03-0{n} level=info msg="done" rows={ARRAY}\n' for n in range(1, 7)),
    "a log of python's": "".join(
        f"2026-03-01 00:00:0{n},123 - shop.api - DEBUG - answered: {ROWS}\n" for n in range(6)
    ),
    "a log with a traceback": f'ERROR: failed for {ARRAY}\nTraceback (most recent call last):\n  File "/app/main.py", line 12, in run\n    self.send(rows, now=True)\n  File "/app/send.py", line 3, in send\n    raise ValueError(\'bad\')\nValueError: bad\n',
    "a log with a stack": f"ERROR failed for {ARRAY}\njava.lang.IllegalStateException: bad\n\tat com.shop.Api.list(Api.java:12)\n\tat com.shop.Main.main(Main.java:2)\n",
    "lines of a log that were searched": "".join(f"app.log:{n}:2026-03-01 INFO answered {ARRAY}\n" for n in range(6)),
    "an answer of http": f"HTTP/1.1 200 OK\nContent-Type: application/json\nDate: Mon, 2 Mar 2026\n\n{ARRAY}",
    "labels": f"Status: 200\nBody: {ARRAY}",
    "small labels": f"status: ok\nrows: {ARRAY}",
    "a react step": f"Thought: I look it up\nAction: search\nObservation: {ARRAY}",
    "a tag around": f"<result>\n{ARRAY}\n</result>",
    "documents": f'<documents>\n<document index="1">\n<source>rows.json</source>\n<document_content>\n{INDENTED}\n</document_content>\n</document>\n</documents>',
    "a repr": f"meta=None content=[TextContent(type='text', text='{ARRAY}', annotations=None)] isError=False",
    "a terminal": f"$ shop list --json\n{INDENTED}\n$ shop count\n6\n",
    "a command's output": f"Exit code: 0\nStdout:\n{ARRAY}\nStderr:\n",
    "a query": f"Query executed in 0.1 s.\nSQL: SELECT * FROM rows WHERE id > 5\nRows:\n{ARRAY}",
    "cut off": _LINE[: len(_LINE) * 3 // 4],
    "cut off in lines": _FILE[: len(_FILE) * 3 // 4],
    "a repr with apostrophes": str([{**row, "name": f"Ada's {row['name']}", "sold": None} for row in ROWS]),
    "a banner": f"{'*' * 15}\n{ARRAY}\n{'*' * 15}\n",
    "pages": f"Page 1\n{ARRAY}\n---\nPage 2\n{ARRAY}",
    "a table": f"| id | rows |\n|---|---|\n| 1 | {ARRAY} |\n| 2 | {ARRAY} |\n",
    **{
        f"a label: {word}": f"{word}: {ARRAY}"
        for word in ("type", "from", "class", "default", "function", "for user 7")
    },
    "a sentence that begins like code": f"for the query (both shops): {ARRAY}",
    "rows in a sentence": f"from 6 row(s): {ARRAY}",
    "a line above": f"==========\n{ARRAY}\n==========",
    "a log of statements": "".join(
        f"2026-03-0{n} 10:00:00 LOG: statement: INSERT INTO t VALUES (1); {ARRAY};\n" for n in range(1, 6)
    ),
    "a log of pairs that end": "".join(f"[2026/03/01 10:00:0{n}] user=ada; rows={ARRAY};\n" for n in range(5)),
    "what node shows": _SCRIPT,
    "what node shows behind a word": f"rows {_SCRIPT}\n",
    "what node shows between lines": f"$ node list.js\nRows: {_SCRIPT}\n9 rows\n",
    "what node shows of more": f"{_SCRIPT[:-2]},\n  ... 91 more items\n]\n",
    "commas behind last fields": INDENTED.replace("\n    }", ",\n    }").replace("\n  }", ",\n  }"),
    "a part of a list": ",\n".join(map(json.dumps, ROWS)) + ",\n",
    "a part of a list in a page": "Rows:\n\n  " + ",\n  ".join(map(json.dumps, ROWS)) + "\n]\nNo more.\n",
    "a list": f"It returned:\n\n{ARRAY}\n\nSo:\n\n- id: the number\n- sku: the article\n- name: its name\n",
    "items": f"Results:\n- first: {ARRAY}\n- second: {ARRAY}",
    "items with attributes": "".join(f'<item index="{n}" status="ok">\n{ARRAY}\n</item>\n' for n in range(3)),
    "what was run": f"```python\nimport shop\n\nfor row in shop.rows():\n    print(row)\n```\nOutput:\n```\n{ARRAY}\n```",
    "the query that was run": f"```sql\nSELECT *\nFROM orders\nWHERE id > 5\n```\n\n{ARRAY}",
    "a page": f"# Orders\n\n```bash\ncurl -X GET https://example.org \\\n  -H 'Accept: */*' \\\n  -v\n```\n\nAnswers:\n\n```json\n{INDENTED}\n```\n",
    "an event stream": "".join(f"event: message\nid: {n}\ndata: {ARRAY}\n\n" for n in range(4)),
}

YAML_OF_PEOPLE = {
    "yaml of a file": "$ cat orders.yaml\n" + _YAML,
    "yaml with blank lines": _YAML.replace("- id: 104", "\n- id: 104"),
    "yaml with a comment": _YAML + "# no more\n",
    "yaml of a few": _YAML[: _YAML.index("- id: 115")],
    "yaml of settings": "repos:\n"
    + "".join(
        f"- repo: https://example.org/{name}\n  rev: v1.{len(name)}\n  hooks:\n  - id: {name}\n"
        for name in ("ruff", "mypy", "typos", "prettier", "codespell")
    ),
}

YAML_OF_TOOLS = {
    "yaml of many alike": _YAML,
    "yaml of a command": "$ shop orders --output yaml\norders:\n" + _YAML + "next: null\n",
    "yaml of a server": "apiVersion: v1\nitems:\n"
    + "".join(_POD.replace("{n}", str(n)) for n in range(6))
    + "kind: List\n",
}
