"""SmartCrusher: one text at a time."""

import datetime
import decimal
import json

import pytest

from headroom import ConfigurationError, SmartCrusher, SmartCrusherConfig, ValidationError, count_tokens, expand

ADDRESS = {"street": "1 Long Acre Road", "city": "Springfield", "zip": "12345"}
JOBS = [{"id": index, "level": "info", "text": f"job {index} done"} for index in range(6)]
TABLE = (
    "6 rows: id,level=info,text\n0,job 0 done\n1,job 1 done\n2,job 2 done\n3,job 3 done\n4,job 4 done\n5,job 5 done\n"
)


def crushed(value: object, level: str = "default") -> str:
    return SmartCrusher(SmartCrusherConfig(level=level)).crush(json.dumps(value)).compressed


def minified(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def test_the_result_says_what_became_of_the_text():
    text = json.dumps([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"id": 3, "name": "c"}])
    result = SmartCrusher().crush(text)
    assert result.compressed == "[3 rows: id,name\n1,a\n2,b\n3,c\n]"
    assert result.original is text
    assert result.was_modified
    assert result.strategy == "table"
    assert result.lossless
    assert result.tokens_before == count_tokens(text).value
    assert result.tokens_after == count_tokens(result.compressed).value


def test_a_text_without_a_shorter_form_comes_back_itself():
    result = SmartCrusher().crush("Nothing to do.")
    assert result.compressed is result.original
    assert (result.was_modified, result.strategy, result.tokens_before) == (False, "none", result.tokens_after)


def test_what_makes_no_table_is_minified():
    result = SmartCrusher().crush('{ "a" : [1.0, -0], "b": "caf\\u00e9" }')
    assert (result.compressed, result.strategy) == ('{"a":[1.0,-0],"b":"café"}', "minify")


@pytest.mark.parametrize(
    ("text", "strategy"),
    [
        (json.dumps(JOBS), "table"),
        (json.dumps({"page": 1, "jobs": {"open": JOBS}}), "table"),
        ("Found:\n" + json.dumps(JOBS), "table"),
        (json.dumps({"to": ADDRESS, "from": ADDRESS, "note": "x", "by": [ADDRESS]}), "records"),
        (json.dumps([ADDRESS, "x"], indent=2), "minify"),
        (minified([ADDRESS, "x"]), "none"),
        ("".join(f"{number:>6}\tline {number}\n" for number in range(1, 20)), "listing"),
        ("".join(f"Name: part {n}\nSize: {n * 7} MB\nVendor: CentOS\nLicense: GPL\n" for n in range(9)), "stanzas"),
        ("".join(f"id={n * 7} name='part {n}' price={n}.5 in_stock=True city='Graz'\n" for n in range(9)), "stanzas"),
        (
            "".join(
                f"processor: {n}\nmodel name: Xeon E5-2680 v4\ncpu MHz: 2400.000\ncache size: 35840\nflags: fpu vme\n\n"
                for n in range(9)
            ),
            "blocks",
        ),
        (
            "".join(f"12:00:{n} INFO connection of the worker {n} was refused by its peer\n" for n in range(10, 60)),
            "log",
        ),
        ("".join(f"PASSED tests/test_axes.py::TestScatter::test_color[{n}]\n" for n in range(20)), "headings"),
        ("waiting for the connection pool to be free\n" * 20, "repeated"),
        ("", "none"),
    ],
)
def test_the_strategy_says_what_was_used(text: str, strategy: str):
    assert SmartCrusher().crush(text).strategy == strategy


def test_json_lines_become_a_table_of_lines():
    text = "\n".join(map(json.dumps, JOBS)) + "\n"
    result = SmartCrusher().crush(text)
    assert result.compressed == f"[{TABLE}]\n".replace("rows", "lines")
    assert expand(result.compressed) == "\n".join(map(minified, JOBS)) + "\n"


def test_what_is_complete_of_a_document_that_was_cut_off_becomes_a_table():
    document = json.dumps({"total": 40, "jobs": JOBS})
    text = document[: -len("]}")] + ', {"id": 6, "lev'
    result = SmartCrusher().crush(text)
    assert result.compressed == '{"total": 40, "jobs": [' + TABLE + ', {"id": 6, "lev'
    assert expand(result.compressed) == '{"total": 40, "jobs": ' + minified(JOBS)[:-1] + ', {"id": 6, "lev'


def test_documents_in_reprs_of_tool_results_are_found():
    text = (
        f"meta=None content=[TextContent(type='text', text={json.dumps({'jobs': JOBS}, indent=2)!r}, annotations=None)]"
    )
    expected = f"meta=None content=[TextContent(type='text', text='{{\"jobs\":[{TABLE}]}}', annotations=None)]"
    assert SmartCrusher().crush(text).compressed == expected


def test_what_only_python_can_say_stays_as_it_is():
    rows = [
        {"id": index, "at": datetime.date(2026, 1, index), "price": decimal.Decimal("1.50"), "ok": True}
        for index in (1, 2, 3)
    ]
    assert SmartCrusher().crush(str(rows)).compressed.splitlines()[:3] == [
        "[Python values]",
        "[3 rows: id,at,price,ok=true",
        "1,datetime.date(2026, 1, 1),Decimal('1.50')",
    ]


@pytest.mark.parametrize(
    ("body", "announcement"),
    [
        (json.dumps(JOBS), '["""JSON text, spaced"""]\n'),
        (minified(JOBS), '["""JSON text"""]\n'),
        (json.dumps(JOBS, indent=2), '["""JSON text, indented by 2"""]\n'),
    ],
)
def test_documents_in_strings_become_tables_there(body: str, announcement: str):
    response = {"statusCode": 200, "body": body}
    assert crushed(response) == f'{announcement}{{"statusCode":200,"body":"""[{TABLE}]"""}}'
    assert expand(crushed(response)) == minified(response)


def test_an_annotation_of_kubectl_keeps_its_line_end():
    ports = [{"containerPort": 8000 + index, "protocol": "TCP", "name": f"port-{index}"} for index in range(6)]
    pod = {"kind": "Pod", "spec": {"containers": [{"name": "web", "image": "nginx", "ports": ports}]}}
    applied = {"kubectl.kubernetes.io/last-applied-configuration": minified(pod) + "\n"}
    document = {**pod, "metadata": {"annotations": applied}}
    assert '["""JSON text"""]\n' in crushed(document)
    assert expand(crushed(document)) == minified(document)


def test_the_compact_level_states_what_values_share():
    photos = [
        {"id": 100 + index, "number": f"INV-{index:04}", "url": f"https://example.org/photos/{name}.jpg"}
        for index, name in enumerate(["lamp", "desk", "chair", "table"])
    ]
    result = SmartCrusher(SmartCrusherConfig(compact=True)).crush(json.dumps(photos))
    header = '[4 rows: id=100..103,number="INV-"0000..0003,url="https://example.org/photos/"*".jpg"'
    assert result.compressed == f"{header}\nlamp\ndesk\nchair\ntable\n]"
    assert expand(result.compressed) == minified(photos)


def test_no_character_is_cut_at_the_compact_level():
    names = [{"id": index, "name": name} for index, name in enumerate(["Zoé", "Zoè", "Zoê"])]
    result = SmartCrusher(SmartCrusherConfig(compact=True)).crush(json.dumps(names, ensure_ascii=False))
    assert json.loads(expand(result.compressed)) == names


def test_missing_null_and_empty_stay_apart():
    rows = [{"id": 1, "note": ""}, {"id": 2, "note": None}, {"id": 3}, {"id": 4, "note": "null"}]
    assert crushed(rows) == '[4 rows: id,note\n1,""\n2,null\n3\n4,"null"\n]'


def test_strings_that_look_like_values_are_quoted():
    rows = [{"identifier": text} for text in ["12", "1e5", "true", "12 oz", "a,b", " a", "[x]", "-"]]
    assert crushed(rows) == '[8 rows: identifier\n"12"\n"1e5"\n"true"\n12 oz\n"a,b"\n" a"\n"[x]"\n-\n]'


def test_objects_become_dotted_columns():
    rows = [{"id": index, "address": {"city": "Paris", "zip": str(index)}} for index in range(3)]
    assert crushed(rows) == '[3 rows: id,address.city=Paris,address.zip\n0,"0"\n1,"1"\n2,"2"\n]'


def test_child_arrays_hold_records_in_the_row_and_become_groups_at_the_compact_level():
    rows = [
        {"order": index, "items": [{"sku": "a", "quantity": index}, {"sku": f"b{index}", "quantity": 2}]}
        for index in range(3)
    ]
    assert crushed(rows).splitlines()[:3] == [
        "[records: items(sku,quantity)]",
        "[3 rows: order,items",
        "0,[items(a,0),items(b0,2)]",
    ]
    assert crushed(rows, "plain") == minified(rows)
    assert crushed(rows, "compact").splitlines()[:2] == ["[3 rows: order=0..2,items[sku,quantity]", "[a,0;b0,2]"]


def test_rows_in_a_response_become_a_table_in_it():
    response = {"total": 3, "items": [{"id": index, "name": "x"} for index in range(3)], "next": None}
    assert crushed(response) == '{"total":3,"items":[3 rows: id,name=x\n0\n1\n2\n],"next":null}'


def test_a_map_of_alike_objects_becomes_a_table_with_a_key_column_at_the_compact_level():
    hosts = {str(index): {"zone": "eu-west-1", "load": index / 10} for index in range(3)}
    assert crushed(hosts, "compact") == '{3 rows: key=""0..2,zone=eu-west-1,load\n0.0\n0.1\n0.2\n}'
    assert crushed(hosts) == minified(hosts)


def test_entries_of_a_map_are_no_records_and_lists_in_them_are_tables():
    def job(attempts: int) -> dict[str, object]:
        return {
            "status": "done",
            "attempts": attempts,
            "worker": "w-7",
            "runs": [{**run, "by": attempts} for run in JOBS],
        }

    jobs = {name: job(attempts) for attempts, name in enumerate(["index-job", "mail-job", "clean-job"])}
    assert crushed(jobs).startswith('{"index-job":{"status":"done","attempts":0,"worker":"w-7","runs":[6 rows: ')
    assert crushed(jobs).count(" rows: id,level=info,text,by=") == 3


def test_a_record_has_the_name_of_a_map_and_not_of_its_key():
    job = {"status": "done", "queue": "mail", "attempts": 1, "worker": "w-7", "seconds": 12}
    services = {name: {**job, "queue": name} for name in ["index-job", "mail-job"]}
    fields = "(status=done,queue,attempts=1,worker=w-7,seconds)"
    assert crushed({"services": services, "last": [{**job, "seconds": 9}]}).startswith(f"[records: services{fields}]\n")
    assert crushed({"services": services, "last": {**job, "seconds": 9}}).startswith(f"[records: record{fields}]\n")


def test_a_python_repr_is_read_as_the_value_it_shows():
    rows = [{"id": index, "ok": True, "note": None, "name": "O'Neil"} for index in range(3)]
    assert expand(SmartCrusher().crush(str(rows)).compressed) == json.dumps(rows, separators=(",", ":"))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([{"a": 1, "b": 2}, {"b": 1, "a": 2}], "the order of the keys would be lost"),
        ([{"a": 1}, [1], {"a": 2}], "not all are objects"),
        ([{f"key{index}": index} for index in range(300)], "it would be mostly gaps"),
        ([{"a": 1}], "one row alone is shorter as it is"),
    ],
)
def test_what_makes_no_table(rows: list[object], why: str):
    assert " rows: " not in crushed(rows), why


def test_each_vocabulary_decides_for_itself():
    text = json.dumps([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    for model in ("gpt-4o", "gpt-4"):
        result = SmartCrusher().crush(text, model)
        assert result.tokens_before == count_tokens(text, model).value
        assert result.tokens_after == count_tokens(result.compressed, model).value


def test_disabled_it_counts_and_leaves_the_text_alone():
    text = '[ {"a": 1},   {"a": 2} ]'
    result = SmartCrusher(SmartCrusherConfig(enabled=False)).crush(text)
    assert result == (text, text, False, "none", result.tokens_before, count_tokens(text).value, True)


@pytest.mark.parametrize("content", [None, b"[]", [1], {"a": 1}])
def test_what_is_no_text_is_refused(content: object):
    with pytest.raises(ValidationError, match="crush takes a text"):
        SmartCrusher().crush(content)  # type: ignore[arg-type]


def test_what_is_no_model_id_is_refused():
    with pytest.raises(ValidationError, match="model is a model's id"):
        SmartCrusher().crush("[]", None)  # type: ignore[arg-type]


def test_other_settings_are_refused():
    with pytest.raises(ConfigurationError, match="SmartCrusher takes a SmartCrusherConfig"):
        SmartCrusher({"enabled": True})  # type: ignore[arg-type]
