"""What nobody sees: escapes of invisible characters stay escapes, in JSON and in reprs, in whatever form these take."""

import json
import sys
import unicodedata

import pytest

from headroom import SmartCrusher, compress, expand

BLANK_SYMBOLS = {0x2800, 0x16FE4, 0x1D159}
# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt, as far as their categories are no invisible ones.
IGNORABLE = {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0}
IGNORABLE |= {*range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000)}
HIDDEN = "\u202e\u2067\u200b\u2060\U000e0041\u3164\xad\ufe00\xa0\u2028\u2800\ue000\ufdd0\U0001d173"


def crushed(text):
    return SmartCrusher().crush(text).compressed


def is_invisible(code):
    """Whether unicodedata says so; ``None`` where it knows no such character, as a later Unicode may."""
    character = chr(code)
    category = unicodedata.category(character)
    if code in IGNORABLE or code in BLANK_SYMBOLS or category in ("Cc", "Cf", "Co", "Zl", "Zp"):
        return True
    return None if category == "Cn" else category == "Zs" and character != " "


def test_what_is_invisible_is_what_unicode_says():
    codes = [code for code in range(0x80, sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    stays = {}
    for start in range(0, len(codes), 1 << 16):
        some = codes[start : start + (1 << 16)]
        written = json.loads(crushed(json.dumps([chr(code) for code in some])).replace("\\", "\\\\"))
        stays.update({code: text.startswith("\\u") for code, text in zip(some, written, strict=True)})
    wrong = [hex(code) for code in codes if is_invisible(code) not in (None, stays[code])]
    assert not wrong
    assert all(stays[code] for code in codes if code & 0xFFFE == 0xFFFE), "noncharacters"


# Python's repr shows some of them: these came raw.
ESCAPED = [
    (character, written)
    for character in HIDDEN
    for written in (json.dumps, repr)
    if character not in written(character)
]


@pytest.mark.parametrize(("character", "written"), ESCAPED)
def test_escapes_stay_in_every_form(character, written):
    body = f"first line{character}\n\tand another: 'x'\n" * 9
    address = {"street": f"Long {character} Road", "city": "Springfield", f"z{character}ip": "12345"}
    for value in (
        [{"id": number, "name": f"user{number}{character}x", "team": f"a{character}"} for number in range(8)],
        {f"host{character}{number}": {"cpu": number, "zone": "a"} for number in range(6)},
        {
            "order": 7,
            "lines": [{"sku": f"A{character}{n}", "qty": n} for n in range(5)],
            "to": address,
            "from": address,
        },
        {"path": "a.txt", "body": body},
        {"body": json.dumps([{"id": number, "note": f"x{character}y"} for number in range(6)])},
        [{"id": 1, "at": character}, {"id": 2, "at": f"{character}{character}"}] * 4,
    ):
        text = written(value)
        sent = crushed(text)
        assert character not in sent
        assert sent == text or json.loads(expand(sent)) == value


def test_what_came_raw_stays_raw():
    rows = [{"id": number, "name": f"user {number}\u200b"} for number in range(8)]
    sent = crushed(json.dumps(rows, ensure_ascii=False))
    assert sent.count("\u200b") == 8
    assert json.loads(expand(sent)) == rows


def test_a_string_with_raw_and_escaped_ones_is_escaped_throughout():
    text = '{ "note" : "a\u200bb\\u202ec\U000e0041", "other" : "d\u200be" }'
    sent = crushed(text)
    assert sent == '{"note":"a\\u200bb\\u202ec\\udb40\\udc41","other":"d\u200be"}'


def test_documents_in_literals_stay_where_they_hide_something():
    rows = [{"id": number, "name": f"user {number}\u202ex"} for number in range(8)]
    text = f"content=[TextContent(type='text', text={json.dumps(rows, ensure_ascii=False)!r})]"
    assert "\u202e" not in text
    assert "\u202e" not in crushed(text)


def test_results_of_tools_keep_their_escapes():
    rows = json.dumps([{"id": number, "name": f"user {number}\u2067x"} for number in range(8)], indent=1)
    call = {"id": "1", "type": "function", "function": {"name": "get", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "go"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": rows},
    ]
    result = compress(messages)
    assert result.tokens_saved > 0
    assert "\u2067" not in result.messages[2]["content"]
