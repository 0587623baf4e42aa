"""Values with marks in place of large texts: any value comes back, and nothing is a mark that we did not write."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import SessionContentError
from headroom.integrations.agno.sessions.marks import digest, mark, quoted, told
from headroom.integrations.agno.sessions.reading import LostError, Reading
from headroom.integrations.agno.sessions.remembered import Remembered
from headroom.integrations.agno.sessions.writing import Writing
from headroom.integrations.agno.sessions.zstd import compressed, decompressed

SMALLEST = 20
MARKS = st.builds(
    lambda quotes, content, length: f"{'>' * quotes}{mark(digest('s', content), length)}",
    *(st.integers(0, 3), st.binary(max_size=2), st.integers(0, 10**9)),
)
TEXTS = st.one_of(
    st.text(st.characters(), max_size=40),
    st.text(st.sampled_from('"\\[]{}>: \x00\ud800\udc00é😀nH'), max_size=60),
    MARKS,
    st.builds(
        lambda text, before, after: before + text + after, MARKS, st.sampled_from('">\\ '), st.sampled_from('" ]')
    ),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


def read(stored, contents):
    found = {key: content.decode("ascii") for key, content in contents.items()}
    [value] = Reading([stored]).values(found)
    return value


@given(VALUES)
def test_any_value_comes_back(value):
    value = json.loads(json.dumps(value))  # as a database would have it: two surrogates are a character
    before = json.dumps(value)
    writing = Writing("s", SMALLEST)
    stored = json.loads(json.dumps(writing.value([value])))

    assert json.dumps(value) == before
    assert read(stored, writing.contents) == [value]


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_any_json_comes_back_to_the_letter(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    writing = Writing("s", SMALLEST)

    assert read(writing.value(text), writing.contents) == text


@given(VALUES)
def test_what_is_written_as_text_is_read_as_a_value(value):
    writing = Writing("s", SMALLEST)
    stored = json.loads(writing.value(json.dumps(value)))

    assert read([stored], writing.contents) == [json.loads(json.dumps(value))]


@given(VALUES)
def test_without_a_session_nothing_is_kept_apart(value):
    writing = Writing(None, SMALLEST)
    stored = writing.value([value])

    assert not writing.contents
    assert read(stored, {}) == [value]


@given(TEXTS)
def test_a_text_that_stands_there_is_no_mark(text):
    assert told(quoted(text)) == (None, text)


def test_a_mark_names_a_text_of_its_session_alone():
    one, other = Writing("s", SMALLEST), Writing("t", SMALLEST)

    assert one.value(["x" * 50]) != other.value(["x" * 50])
    assert one.value(["x" * 50]) == Writing("s", SMALLEST).value(["x" * 50])


def test_large_texts_are_the_same_text_however_they_are_written():
    writing = Writing("s", SMALLEST)
    writing.value(["ü" * 50])
    writing.value(json.dumps(["ü" * 50]))

    assert len(writing.contents) == 1


def test_a_value_of_any_depth_comes_back():
    value = "x" * 50
    for _ in range(100_000):
        value = [value]
    writing = Writing("s", SMALLEST)
    stored = writing.value(value)

    [came] = Reading([stored]).values({key: content.decode() for key, content in writing.contents.items()})
    for _ in range(100_000):
        came = came[0]
    assert came == "x" * 50


def test_keys_of_objects_stay():
    key = mark(digest("s", b"x"), 1)
    for value in ({key: key}, json.dumps({key: key}), json.dumps({key: key}, indent=1, separators=(",", " : "))):
        writing = Writing("s", SMALLEST)
        assert read(writing.value(value), writing.contents) == value


def test_a_text_that_is_not_there_is_an_error_and_tells_which_value():
    writing = Writing("s", SMALLEST)
    stored = writing.value(["x" * 50])

    for lost in (stored, json.dumps(stored)):
        with pytest.raises(LostError) as error:
            list(Reading([["small"], lost]).values({}))
        assert error.value.at == 1


@given(st.binary(max_size=2000))
def test_bytes_come_back(content):
    [frame] = compressed([content])
    assert list(decompressed([frame])) == [content]


@given(st.binary(max_size=60))
def test_what_is_no_frame_is_nothing(data):
    assert list(decompressed([b"\x00" + data])) == [None]


def test_sessions_read_last_are_remembered_as_far_as_there_is_room():
    remembered = Remembered(most=100)
    for name in "abc":
        remembered.put(name, [(name, "x" * 39)])
    remembered.put("b", [("b", "y")])

    assert [bool(remembered.of(name)) for name in "abc"] == [False, True, True]
    remembered.put("d", [("d", "x" * 39)])
    assert [dict(remembered.of(name)) for name in "bd"] == [{"b": "y"}, {"d": "x" * 39}]
    remembered.forget("b")
    assert remembered.of("b") == {}


def test_the_error_names_the_session():
    assert str(SessionContentError("it is lost", "s")) == "session 's': it is lost"
    assert str(SessionContentError("it is lost")) == "it is lost"
