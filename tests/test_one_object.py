"""SmartCrusher: a document that is one object."""

import json

import pytest

from headroom import CompressionError, SmartCrusher, SmartCrusherConfig, expand


def crushed(text: str, level: str = "compact") -> str:
    return SmartCrusher(SmartCrusherConfig(level=level)).crush(text).compressed


ORDER = {
    "order_id": "A-1042",
    "customer": "ada",
    "to": {"city": "Oslo"},
    "items": [{"sku": "L", "qty": 1}],
    "paid": True,
}
ORDER_HEADER = "{1 row: order_id,customer,to.city,items[sku,qty],paid\n"


def test_an_object_is_a_row_whose_header_says_nothing_of_its_values():
    assert crushed(json.dumps(ORDER)) == ORDER_HEADER + "A-1042,ada, Oslo,[L,1],true\n}"
    assert crushed(repr(ORDER)) == crushed(json.dumps(ORDER)), "a repr becomes JSON first"
    other = {
        "order_id": 7,
        "customer": "",
        "to": {"city": "a,b"},
        "items": [{"sku": "M", "qty": 2.5}, {"sku": "N", "qty": 1}],
        "paid": None,
    }
    assert crushed(json.dumps(other)) == ORDER_HEADER + '7,"","a,b",[M,2.5;N,1],null\n}'


def test_an_object_among_words_is_a_row_where_it_is_the_only_value():
    order = json.dumps({**ORDER, "note": "Please leave it with the neighbours.", "gift": False, "express": True})
    assert len(order) >= 160
    assert crushed(f"Found: {order} (1)").startswith("Found: {1 row: order_id,")
    assert "{1 row: " not in crushed(f"first {order} second {order} third")


@pytest.mark.parametrize("level", ["plain", "default"])
def test_an_object_is_a_row_at_the_compact_level_only(level: str):
    assert crushed(json.dumps(ORDER), level) == json.dumps(ORDER, separators=(",", ":"))


ODD_OBJECTS = [
    '{"a,b":"x","c.d":{"e]":"y","[f":"z"},"=":"1","g;h":"2","":"3","i:j":{"*":"4"},"(k)":"5"}',
    '{"order":{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":"deep"}}}}}}}},"name":"x","city":"y","zip":"z"}',
    '{"name":"{1 row: name","city":"{1 row: a\\n1\\n}","zip":"}","note":"[1 rows: a","text":"x\\n}","end":"{"}',
    '{"name":{},"city":[],"zip":[[]],"note":[{}],"text":[{"name":{}},{"name":[]}],"last":{"first":{}},"end":null}',
    '{"name":"a","city":"b","name":"c","zip":"d","note":"e","text":"f","last":"g","first":"h"}',
    '{"name":{"city":"b","zip":"c","city":"d"},"note":"e","text":"f","last":"g","first":"h","end":"i"}',
    '{"name":1.0,"city":-0,"zip":1e5,"note":1180591620717411303424,"text":"1.0","last":"null","first":"","end":" x"}',
    '{"items":[{"name":"a","city":null},{"city":"b"},{"name":"c"}],"zip":"d","note":"e","text":"f","last":"g"}',
    '{"name":"only one"}',
    "{}",
]


@pytest.mark.parametrize("level", ["plain", "default", "compact"])
@pytest.mark.parametrize("text", ODD_OBJECTS)
def test_an_odd_object_comes_back_as_it_was(text: str, level: str):
    result = SmartCrusher(SmartCrusherConfig(level=level)).crush(text)
    assert result.tokens_after <= result.tokens_before
    assert expand(result.compressed) == text


@pytest.mark.parametrize(
    "text",
    [
        "{1 row: ",
        "{1 row: a",
        "{1 row: a,\n1\n}",
        "{1 row: a[\n1\n}",
        "{1 row: '1', column: 2}\n",
        "{row: a\n1\n}",
        "{2 row: a\n1\n}",
        "[1 row: a\n1\n]",
    ],
)
def test_what_only_begins_like_the_row_of_an_object_is_no_row(text: str):
    assert expand(text) == text
    assert expand(SmartCrusher().crush(text).compressed) == text


@pytest.mark.parametrize(
    "text", ["{1 row: a\n", "{1 row: a\n1", "{1 row: a\n1\n", "{1 row: a\n1,2\n}", "{1 row: a\n1\n]"]
)
def test_a_row_that_breaks_off_is_refused(text: str):
    with pytest.raises(CompressionError):
        expand(text)
    assert expand(SmartCrusher().crush(text).compressed) == text
