"""Compressed text reads as the page on the notation says: its own examples, one for each further rule, and faults."""

import re
from pathlib import Path

import pytest

import headroom
from tests.reader.notation import read, read_beginning
from tests.reader.values import Lines, Number, Object, json_value

PAGE = Path(__file__).parents[2] / "docs" / "notation.md"


EXAMPLE = r"^```(json|jsonl|text)\n(.*?)\n```\n\s*^```headroom(?:-compact)?\n(.*?)\n```$"
ON_THE_PAGE = re.findall(EXAMPLE, PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("language", "original", "compressed"), ON_THE_PAGE)
def test_an_example_of_the_page_reads_as_its_original(language: str, original: str, compressed: str):
    if language == "text":
        assert read_beginning(compressed) == read_beginning(original)
    else:
        assert read(compressed) == json_value(original)


def test_every_example_of_the_page_is_read():
    page = PAGE.read_text("utf-8")
    originals = re.findall(r"^```(\w+)\n(?:(?!```).)*?\n```\n\s*^```headroom", page, flags=re.MULTILINE | re.DOTALL)
    assert len(originals) == page.count("```headroom"), "each stands behind its original"
    assert len(ON_THE_PAGE) == sum(original in ("json", "jsonl", "text") for original in originals) > 10


EXAMPLES = {
    "a table in JSON": (
        '{"total":3,"users":[3 rows: id,name,admin\n1,Ada,true\n2,"Bob, Jr.",\n3,"",null\n]}',
        '{"total":3,"users":[{"id":1,"name":"Ada","admin":true},{"id":2,"name":"Bob, Jr."},'
        '{"id":3,"name":"","admin":null}]}',
    ),
    "bare cells": (
        '[2 rows: a,b,c,d\n5" pipe,C:\\new,],a;b [c]\n007,1.,-,"1.0"\n]',
        r"""[{"a":"5\" pipe","b":"C:\\new","c":"]","d":"a;b [c]"},{"a":"007","b":"1.","c":"-","d":"1.0"}]""",
    ),
    "spelled numbers": ("[2 rows: n\n1.50\n-1E+5\n]", '[{"n":1.50},{"n":-1E+5}]'),
    "JSON in cells": (
        '[2 rows: id,tags\n1,["a","b,c"]\n2,{"x":[1,2]}\n]',
        '[{"id":1,"tags":["a","b,c"]},{"id":2,"tags":{"x":[1,2]}}]',
    ),
    "a table in a cell": (
        "[1 rows: id,inner\n1,[2 rows: a\n5\n6\n]\n]",
        '[{"id":1,"inner":[{"a":5},{"a":6}]}]',
    ),
    "quoted names": (
        '[1 rows: "a.b","","c,d".e," x",first name,"\\"q"\n1,2,3,4,5,6\n]',
        r'[{"a.b":1,"":2,"c,d":{"e":3}," x":4,"first name":5,"\"q":6}]',
    ),
    "cells that say their column": (
        '[3 rows: id,a b,c=7,"d,",e.f\n1,x,"y",z\n2,"d,"=a b=1, e.f=5\na b=null,e.f="e.f=1"\n]',
        '[{"id":1,"a b":"x","c":7,"d,":"y","e":{"f":"z"}},{"id":2,"c":7,"d,":"a b=1","e":{"f":5}},'
        '{"a b":null,"c":7,"e":{"f":"e.f=1"}}]',
    ),
    "cells of a map, which say no column": (
        "{2 rows: key,a,b\na=1,b=2\nb=3,a=4,5\n}",
        '{"a=1":{"a":"b=2"},"b=3":{"a":"a=4","b":5}}',
    ),
    "elements and records, which say no column": (
        "[records: r(x,y)]\n[2 rows: a,i[s,q]\n1,i=[q=1;s=x, q=2;y]\na=r(y=5),[s=x;r(x=5)]\n]",
        '[{"a":1,"i":[{"s":"q=1"},{"s":"s=x","q":"q=2"},{"s":"y"}]},{"a":{"x":"y=5"},"i":[{"s":"s=x"},{"s":{"x":"x=5"}}]}]',
    ),
    "the row of an object, which says no column": ("{1 row: a,b\nb=1,a=2\n}", '{"a":"b=1","b":"a=2"}'),
    "repeats in cells that say their column": (
        '[*n repeats &n]\n[2 rows: "&1 a",b\n"&1 a"=&1 x y,b=*1\nb=*1\n]',
        '[{"&1 a":"x y","b":"x y"},{"b":"x y"}]',
    ),
    "columns of one name, of which a cell says the last": (
        "[2 rows: a,b,a\n1,2,a=3\na=1\n]",
        '[{"a":1,"b":2,"a":3},{"a":1}]',
    ),
    "a cell that says the column of a group": ("[1 rows: a,b[c,d]\nb=[1;2,x]\n]", '[{"b":[{"c":1},{"c":2,"d":"x"}]}]'),
    "what is no group in its column": ("[3 rows: a[b]\nnull\nx\n[]\n]", '[{"a":null},{"a":"x"},{"a":[]}]'),
    "what looks like a cell that says its column": (
        '[1 rows: a,b=1,"c"\nA=1,c =2\n]',
        '[{"a":"A=1","b":1,"c":"c =2"}]',
    ),
    "rows without fields": ("[2 rows: a\n\n1\n]", '[{},{"a":1}]'),
    "empty cells at the end of a row that are left out": (
        "[records: r(x,y)]\n[3 rows: a,b=5,c,d[e,f],g\n1\n2,x,[1;,2],r(1)\n\n]",
        '[{"a":1,"b":5},{"a":2,"b":5,"c":"x","d":[{"e":1},{"f":2}],"g":{"x":1}},{"b":5}]',
    ),
    "a space behind a comma": (
        '[2 rows: a,b,c[d,e]\n1, Paris, [x, Rome]\n2, " x", 5\n]',
        '[{"a":1,"b":"Paris","c":[{"d":"x","e":"Rome"}]},{"a":2,"b":" x","c":5}]',
    ),
    "constants": (
        "[2 rows: id,type=User,active=true\n1\n2\n]",
        '[{"id":1,"type":"User","active":true},{"id":2,"type":"User","active":true}]',
    ),
    "constants of every kind": (
        '[2 rows: a=1.0,b=null,c="1",d="x=y",e=[1,"]"],f={"g":","},id\n1\n2\n]',
        '[{"a":1.0,"b":null,"c":"1","d":"x=y","e":[1,"]"],"f":{"g":","},"id":1},'
        '{"a":1.0,"b":null,"c":"1","d":"x=y","e":[1,"]"],"f":{"g":","},"id":2}]',
    ),
    "nothing but constants": ("[2 rows: a=1\n\n\n]", '[{"a":1},{"a":1}]'),
    "dotted columns": (
        "[2 rows: id,address.city,address.geo.lat,address.geo.lon\n1,Paris,48.85,2.35\n2,Rome,,\n]",
        '[{"id":1,"address":{"city":"Paris","geo":{"lat":48.85,"lon":2.35}}},{"id":2,"address":{"city":"Rome"}}]',
    ),
    "an object's own column": (
        "[3 rows: id,user,user.name,user.age\n1,,Ada,36\n2,null,,\n3,{},,\n]",
        '[{"id":1,"user":{"name":"Ada","age":36}},{"id":2,"user":null},{"id":3,"user":{}}]',
    ),
    "an object and its own column in one row, which has the field twice": (
        "[1 rows: a,a.b,a.c\n1,2,3\n]",
        '[{"a":1,"a":{"b":2,"c":3}}]',
    ),
    "dotted columns that others part": (
        "[2 rows: a.x,b,a.y\n1,2,3\n1,,3\n]",
        '[{"a":{"x":1},"b":2,"a":{"y":3}},{"a":{"x":1,"y":3}}]',
    ),
    "groups": (
        "[3 rows: order,items[sku,qty,unit=kg]\n7,[A1,2;B2,1]\n8,[]\n9,\n]",
        '[{"order":7,"items":[{"sku":"A1","qty":2,"unit":"kg"},{"sku":"B2","qty":1,"unit":"kg"}]},'
        '{"order":8,"items":[]},{"order":9}]',
    ),
    "groups in groups": (
        '[1 rows: a.b[c[d],e.f]\n[[1;2],"x;y";[],[1,{"g":";"}]]\n]',
        '[{"a":{"b":[{"c":[{"d":1},{"d":2}],"e":{"f":"x;y"}},{"c":[],"e":{"f":[1,{"g":";"}]}}]}}]',
    ),
    "an element without its only field": ("[1 rows: a[b]\n[;1;]\n]", '[{"a":[{},{"b":1},{}]}]'),
    "maps": (
        '{3 rows: key,zone,hosts\neu-1,a,12\n7,b,7\n"a,b",,null\n}',
        '{"eu-1":{"zone":"a","hosts":12},"7":{"zone":"b","hosts":7},"a,b":{"hosts":null}}',
    ),
    "keys that look like something else": (
        '{4 rows: key,a\ntrue,1\n1.0,2\n"",3\n[x,4\n}',
        '{"true":{"a":1},"1.0":{"a":2},"":{"a":3},"[x":{"a":4}}',
    ),
    "one object": (
        '{1 row: id,a.b,a.c[d,e],f,g,h\n7, x y,[1,"p,q";;r],,"",null\n}',
        '{"id":7,"a":{"b":"x y","c":[{"d":1,"e":"p,q"},{},{"d":"r"}]},"g":"","h":null}',
    ),
    "one object of one field": ('{1 row: "a.b"\n{1 row: c\n5\n}\n}', '{"a.b":{"c":5}}'),
    "one object with odd names": (
        '{1 row: "a,b","c.d"."[e]",é,"{1 row: x"\n1,"]",[1,{"y":[]}],"{1 row: x"\n}',
        '{"a,b":1,"c.d":{"[e]":"]"},"é":[1,{"y":[]}],"{1 row: x":"{1 row: x"}',
    ),
    "one object with what it announces": (
        '[records: p(x,y)][*n repeats &n]\n{1 row: a,b,c\np(1,&1 long text),*1,{"d":p(2)}\n}',
        '{"a":{"x":1,"y":"long text"},"b":"long text","c":{"d":{"x":2}}}',
    ),
    "lines": ("[3 lines: a,b\n1,x\n2,y\n3,z\n]", '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n{"a":3,"b":"z"}'),
    "lines between others": (
        '{"first":[1]}\n[2 lines: a\n1\n2\n]\n{"last":null}\n',
        '{"first":[1]}\n{"a":1}\n{"a":2}\n{"last":null}',
    ),
    "records": (
        "[records: owner(login,id,type=User),label(id,name)]\n"
        '{"a":owner(octocat,1),"b":{"c":owner("hub,ot",2)},"labels":[label(1,bug),label(2,)]}',
        '{"a":{"login":"octocat","id":1,"type":"User"},"b":{"c":{"login":"hub,ot","id":2,"type":"User"}},'
        '"labels":[{"id":1,"name":"bug"},{"id":2}]}',
    ),
    "records everywhere": (
        "[records: who(name,boss),at(x,y)]\n[2 rows: id,by,spots[place,when]\n"
        "1,who(a;b],who(c,)),[at(1,2),3;at(,),owner(x]\n2,nobody,[]\n]",
        '[{"id":1,"by":{"name":"a;b]","boss":{"name":"c"}},'
        '"spots":[{"place":{"x":1,"y":2},"when":3},{"place":{},"when":"owner(x"}]},{"id":2,"by":"nobody","spots":[]}]',
    ),
    "a record without cells": ("[records: on(x=1)]\n[on(),on()]", '[{"x":1},{"x":1}]'),
    "repeats": (
        '[*n repeats &n]\n{"home":&1 {"street":"1 Long Road","city":"Springfield"},"work":*1}',
        '{"home":{"street":"1 Long Road","city":"Springfield"},"work":{"street":"1 Long Road","city":"Springfield"}}',
    ),
    "repeats in cells": (
        "[*n repeats &n]\n[3 rows: id,a,b[c]\n1,&1 long text,[&12 x;*1]\n2,*1,[*12]\n3, *12,[]\n]",
        '[{"id":1,"a":"long text","b":[{"c":"x"},{"c":"long text"}]},'
        '{"id":2,"a":"long text","b":[{"c":"x"}]},{"id":3,"a":"x","b":[]}]',
    ),
    "keys that look like repeats": (
        "[*n repeats &n]\n{2 rows: key,a\n*1,&1 x y\n&1 b,*1\n}",
        '{"*1":{"a":"x y"},"&1 b":{"a":"x y"}}',
    ),
    "repeats that are not announced": ("[2 rows: a\n*1\n&1 b\n]", '[{"a":"*1"},{"a":"&1 b"}]'),
    "matrices": (
        '[; between rows]\n{"points":[1,2;3,4;5,6],"b":[["x",null]]}',
        '{"points":[[1,2],[3,4],[5,6]],"b":[["x",null]]}',
    ),
    "matrices in cells": (
        "[; between rows]\n[2 rows: id,box,items[at]\n1,[1,2;3,4],[[1;2];3]\n2,[],[]\n]",
        '[{"id":1,"box":[[1,2],[3,4]],"items":[{"at":[[1],[2]]},{"at":3}]},{"id":2,"box":[],"items":[]}]',
    ),
    "raw text": (
        '["""raw text"""]\n{"code":"""def f():\n    return "x\\n"\n""","n":1,"e":""}',
        r'{"code":"def f():\n    return \"x\\n\"\n","n":1,"e":""}',
    ),
    "raw text in cells": (
        '["""raw text"""]\n[2 rows: id,code,n\n1,"""a,\n"b" """,5\n2,"",\n]',
        r'[{"id":1,"code":"a,\n\"b\" ","n":5},{"id":2,"code":""}]',
    ),
    "JSON text": (
        '["""JSON text"""]\n{"a":"""[2 rows: b,c="d;"\n1\n2.0\n]""","e":"{}","f":""}',
        r"""{"a":"[{\"b\":1,\"c\":\"d;\"},{\"b\":2.0,\"c\":\"d;\"}]","e":"{}","f":""}""",
    ),
    "spaced JSON text that a line end closes": (
        '["""JSON text, spaced"""]\n{"a":"""{"b":[1,{}],"c":{"d":[]}}\n"""}',
        r"""{"a":"{\"b\": [1, {}], \"c\": {\"d\": []}}\n"}""",
    ),
    "indented JSON text": (
        '["""JSON text, indented by 2"""]\n["""{"b":[1,{}],"c":{"d":[]}}""","""[[]]\n"""]',
        r"""["{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"c\": {\n    \"d\": []\n  }\n}","[\n  []\n]\n"]""",
    ),
    "JSON text that is indented more": ('["""JSON text, indented by 4"""]\n["""[1]"""]', r'["[\n    1\n]"]'),
    "JSON text in cells": (
        '["""JSON text"""]\n[2 rows: id,a,b\n1,"""{"x":"y,z"}""",c\n2,"""[1 rows: x\n"y"\n]"""\n]',
        r"""[{"id":1,"a":"{\"x\":\"y,z\"}","b":"c"},{"id":2,"a":"[{\"x\":\"y\"}]"}]""",
    ),
    "JSON text that announces forms itself": (
        '[records: r(x)][*n repeats &n]["""JSON text"""]\n'
        '[r(1),&1 "y z","""[records: q(x)][; between rows]\n{"a":q(5),"b":[1;2],"c":"*1"}""",*1]',
        r"""[{"x":1},"y z","{\"a\":{\"x\":5},\"b\":[[1],[2]],\"c\":\"*1\"}","y z"]""",
    ),
    "the spelling of strings in JSON text": (
        '["""JSON text"""]\n["""[1 rows: a,"b\\u00e9"\né,"\\u00e9\\t\\ud83d"\n]"""]',
        r"""["[{\"a\":\"é\",\"b\\u00e9\":\"\\u00e9\\t\\ud83d\"}]"]""",
    ),
    "raw text beside JSON text": (
        '["""raw text"""]["""JSON text, spaced"""]\n["""{"a":[1,2]}""",""" [1,2]\n""","""x"""]',
        r"""["{\"a\": [1, 2]}"," [1,2]\n","x"]""",
    ),
    "every announcement": (
        '[records: p(x,y)][*n repeats &n][; between rows]["""raw text"""]["""JSON text"""]\n'
        '[&1 p(1,""" """),*1,[1;2],"""[1]"""]',
        '[{"x":1,"y":" "},{"x":1,"y":" "},[[1],[2]],"[1]"]',
    ),
    "announcements for each line": (
        '["""raw text"""]\n{"a":"""b\n"""}\n{"a":"b"}\n[*n repeats &n]\n[&1 "c",*1]\n[2 lines: a\n*1\n&1 b\n]',
        '{"a":"b\\n"}\n{"a":"b"}\n["c","c"]\n{"a":"*1"}\n{"a":"&1 b"}',
    ),
    "affixes": (
        '[2 rows: url="https://x.org/"*".png",file=*".png",dir="/a"*\na,1,"/b,c"\n,"",null\n]',
        '[{"url":"https://x.org/a.png","file":"1.png","dir":"/a/b,c"},{"file":".png","dir":"/anull"}]',
    ),
    "affixes of numbers": (
        "[2 rows: ts=17000*,x=-1*,y=1.*\n123,5\n,.5,0e1\n]",
        '[{"ts":17000123,"x":-15},{"x":-1.5,"y":1.0e1}]',
    ),
    "counting columns": (
        "[3 rows: id=9..11,ts=0..20 by 10,a\nx\n\nz\n]",
        '[{"id":9,"ts":0,"a":"x"},{"id":10,"ts":10},{"id":11,"ts":20,"a":"z"}]',
    ),
    "texts that count": (
        '[2 rows: a="INV-"0009..0010,b="x, "9..10,c=""1..3 by 2,d="-"095..100 by 5\n\n\n]',
        '[{"a":"INV-0009","b":"x, 9","c":"1","d":"-095"},{"a":"INV-0010","b":"x, 10","c":"3","d":"-100"}]',
    ),
    "keys with affixes": (
        '{2 rows: key="eu-"*,a\n1,x\n2,y\n}',
        '{"eu-1":{"a":"x"},"eu-2":{"a":"y"}}',
    ),
    "keys that count": ('{2 rows: key="u-"08..09,a\nx\ny\n}', '{"u-08":{"a":"x"},"u-09":{"a":"y"}}'),
    "keys that are numbers": ('{2 rows: key=""8..9,a\nx\ny\n}', '{"8":{"a":"x"},"9":{"a":"y"}}'),
    "keys with affixes that look like repeats": (
        '[*n repeats &n]\n{2 rows: key=*"!",a\n*1,&1 x\n&1 b,*1\n}',
        '{"*1!":{"a":"x"},"&1 b!":{"a":"x"}}',
    ),
}


@pytest.mark.parametrize(("compressed", "json"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_an_example_reads_as_its_json(compressed: str, json: str):
    assert read(compressed) == json_value(json)


@pytest.mark.parametrize(("compressed", "json"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_decoder_reads_an_example_alike(compressed: str, json: str):
    assert json_value(headroom.expand(compressed)) == json_value(json)


def test_reading_keeps_what_json_keeps():
    assert read('{"a":1.0,"a":"1"}') == Object([("a", Number("1.0")), ("a", "1")])
    assert read('{"a":1.0}') != read('{"a":1}')
    assert read("[1 rows: a\n1\n]") != read('[1 rows: a\n"1"\n]')


def test_lines_are_no_array():
    assert read("[2 lines: a\n1\n2\n]") == Lines([Object([("a", Number("1"))]), Object([("a", Number("2"))])])
    assert read("[2 lines: a\n1\n2\n]") != read("[2 rows: a\n1\n2\n]")
    assert read("[1 lines: a\n1\n]") != read('{"a":1}')


CUT_OFF = {
    "with announcements inside": (
        '{"a":[*n repeats &n]\n[&1 "x y",*1],"b":["*1",[; between rows]\n[1;2],"c',
        '{"a":["x y","x y"],"b":["*1",[[1],[2]],"c',
    ),
    "in an object": (
        '{"items":[2 rows: id,name\n1,a\n2,b\n,{"id":3,"na',
        '{"items":[{"id":1,"name":"a"},{"id":2,"name":"b"},{"id":3,"na',
    ),
    "behind an element": ("[1 rows: id\n1\n,{", '[{"id":1},{'),
    "in a literal": ('{"a":[1 rows: id\n1\n,5,tru', '{"a":[{"id":1},5,tru'),
    "behind several values that announce the same": (
        '[[*n repeats &n]\n[&1 "x y",*1],[*n repeats &n]\n[&1 "z",*1],["""JSON text, spaced"""]\n["""[1,2]"""],"*1',
        '[["x y","x y"],["z","z"],["[1, 2]"],"*1',
    ),
    "behind rows that announce something": (
        '{"a":[*n repeats &n]\n[2 rows: b\n&1 x y\n*1\n,{"b":[2 rows: c\n&1 b\n*1\n]},{"b":"*1',
        '{"a":[{"b":"x y"},{"b":"x y"},{"b":[{"c":"&1 b"},{"c":"*1"}]},{"b":"*1',
    ),
    "in a line": ('[1 lines: a\n1\n]\n{"a":2,"b":"x\\', '{"a":1}\n{"a":2,"b":"x\\'),
}


@pytest.mark.parametrize(("compressed", "json"), CUT_OFF.values(), ids=CUT_OFF.keys())
def test_json_that_was_cut_off_reads_as_far_as_it_goes(compressed: str, json: str):
    assert read_beginning(compressed) == read_beginning(json)
    with pytest.raises(ValueError, match="line "):
        read(compressed)


MALFORMED = {
    "nothing": ("", "line 1, column 1: expected a value"),
    "a word": ("hello", "line 1, column 1: expected a value, found 'hello'"),
    "two values": ("{} {}", "line 1, column 3: expected the end of the line"),
    "no bracket": ("[1,2", "line 1, column 5: expected ']'"),
    "no colon": ('{"a" 1}', "line 1, column 6: expected ':'"),
    "an escape": (r'["\q"]', "line 1, column 2: expected a string"),
    "a comma at the end": ("[1,]", "line 1, column 4: expected a value"),
    "a comma at the end of an object": ('{"a":1,}', "line 1, column 8: expected a string"),
    "brackets without end": ("[" * 10_000, "too deep"),
    "a record announced twice": ("[records: a(b),a(c)]\n[]", "the name of a record"),
    "a row too few": ("[2 rows: a,b\n1,2\n]", "line 3, column 2: expected '\\n'"),
    "a row too few of one column": ("[2 rows: a\n1\n]", "line 3, column 2: expected '\\n'"),
    "a row too many": ("[1 rows: a,b\n1,2\n3,4\n]", "line 3, column 1: expected ']', found '3,4"),
    "a cell too many": ("[2 rows: a,b\n1,2\n3,4,5\n]", "line 3, column 4: expected '\\n'"),
    "a second row of one object": ("{1 row: a\n1\n2\n}", "line 3, column 1: expected '}'"),
    "one object that a bracket closes": ("{1 row: a\n1\n]", "line 3, column 1: expected '}'"),
    "a cell too many of one object": ("{1 row: a\n1,2\n}", "line 2, column 2: expected '\\n'"),
    "text behind a quoted cell": ('[1 rows: a\n"x"y\n]', "line 2, column 4: expected '\\n'"),
    "no column": ("[1 rows: a,\n1\n]", "line 1, column 12: expected the name of a column"),
    "nothing behind =": ("[1 rows: a=,b\n1\n]", "line 1, column 12: expected a value behind `=`"),
    "nothing around *": ("[1 rows: a=*,b\n1\n]", "line 1, column 13: expected something around"),
    "white space at the end of a cell": ("[1 rows: a,b\nx ,1\n]", "line 2, column 3: 'x ' has to be in quotes"),
    "white space around a name": ("[1 rows: a, b\n1,2\n]", "line 1, column 14: ' b' has to be in quotes"),
    "a control character": ("[1 rows: a\nx\ty\n]", "line 2, column 4: 'x\\ty' has to be in quotes"),
    "dots in a constant": ("[1 rows: a=1..x\n\n]", "line 1, column 16: expected a value behind `=`"),
    "what looks like a repeat": ("[*n repeats &n]\n[1 rows: a\n*x\n]", "line 3, column 3: '*x' has to be in quotes"),
    "a column that stands before": ("[1 rows: a,b\n1,a=2\n]", "the cell of a stands before"),
    "a column twice": ("[1 rows: a,b\nb=1,b=2\n]", "line 2, column 4: expected '\\n'"),
    "a column said of nothing": ("[1 rows: a,b\nb=\n]", "b is said of nothing"),
    "a row without a key": ("{1 rows: key,a\n,1\n}", "a row without a key"),
    "a bracket in a group": ("[1 rows: a[b]\n[x[y]\n]", "line 2, column 3: expected ']', found '[y]"),
    "a map that closes as an array": ("{1 rows: key,a\nx,1\n]", "line 3, column 1: expected '}'"),
    "a map that goes on as JSON": ('{1 rows: key,a\nx,1\n,"y":{"a"', "line 3, column 1: expected '}'"),
    "an array that was cut off and ends": ("[1 rows: a\n1\n,5]", "an array that was cut off does not end"),
    "a wrong count": ("[3 rows: id=1..2,a\nx\ny\nz\n]", "counts 2 of 3 rows"),
    "counting down": ("[2 rows: id=2..1,a\nx\ny\n]", "2 does not count to 1 by 1"),
    "noughts before a number": ("[2 rows: id=01..02,a\nx\ny\n]", "01 and 02 do not count"),
    "noughts before numbers of two widths": ('[2 rows: id="a"01..002,a\nx\ny\n]', "01 and 002 do not count"),
    "steps that miss": ("[2 rows: id=1..4 by 2,a\nx\ny\n]", "1 does not count to 4 by 2"),
    "counting in a group": ("[1 rows: a[b=1..2,c]\n[x;y]\n]", "counting columns stand in tables only"),
    "no number between affixes": ("[1 rows: a=17*\nx\n]", "'17x' is no number"),
    "an unknown record": ("[records: a(b)]\n[c(1)]", "line 2, column 2: expected a value, found 'c(1)]'"),
    "a record's cell too many": ("[records: a(b)]\n[a(1,2)]", "line 2, column 5: expected ')'"),
    "records out of order": ("[; between rows][records: a(b)]\n[]", "line 1, column 17: expected '\\n'"),
    "a repeat of nothing": ('[*n repeats &n]\n[*1,&1 "x"]', "line 2, column 2: a repeat of what was not marked"),
    "a mark of nothing": ("[*n repeats &n]\n[1 rows: a\n&1 \n]", "nothing is marked"),
    "repeats of repeats without end": (
        "[*n repeats &n]\n[&1 1," + ",".join(f"&{n} [*{n - 1},*{n - 1}]" for n in range(2, 60)) + "]",
        "a text that stands for too much",
    ),
    "a mark twice": ('[*n repeats &n]\n[&1 "x",&1 "y"]', "line 2, column 9: a mark that another value has"),
    "an empty row in a matrix": ("[; between rows]\n[1;;2]", "expected a value"),
    "a text in a matrix": ('[; between rows]\n["a";1]', "line 2, column 8: a matrix holds numbers"),
    "a form in a header": ("[records: r(x)]\n[1 rows: a=[r(5)]\n\n]", "line 2, column 13: expected a value"),
    "a first column of a map that is no key": ("{1 rows: a,b\nx,1\n}", "the first column of a map is `key`"),
    "a name that two columns have, said once too often": ("[1 rows: a,b,a\n1,2,b=3\n]", "the cell of b stands before"),
    "a matrix that is not announced": ("[1;2]", "line 1, column 3: expected ']'"),
    "raw text where JSON text is announced": ('["""JSON text"""]\n["""x"""]', "in JSON text: line 1, column 1"),
    "JSON text of two values": ('["""JSON text"""]\n["""[] []"""]', "line 2, column 13: in JSON text: a second value"),
    "JSON text that is cut off": ('["""JSON text"""]\n["""[1"""]', "in JSON text: line 1, column 3: expected ']'"),
    "an unknown spelling": ('["""JSON text, indented by 3"""]\n[]', "line 1, column 1: expected '\\n'"),
    "raw text that is not announced": ('["""x"""]', "line 1, column 4: expected ']'"),
    "lines inside": ('{"a":[2 lines: b\n1\n2\n]}', "line 1, column 9: expected ']'"),
}


@pytest.mark.parametrize(("text", "fault"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_text_is_refused_with_what_and_where(text: str, fault: str):
    with pytest.raises(ValueError, match=re.escape(fault)):
        read(text)
