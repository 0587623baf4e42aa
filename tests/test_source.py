"""Source is sent as it stands, whatever JSON is in it; data is rewritten, whatever stands around it."""

import json
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import SmartCrusher, SmartCrusherConfig, compress, expand
from tests.laws.conversations import openai_round, user
from tests.sources import ARRAY, CODE, DATA, INDENTED, ROWS, SOURCES, YAML_OF_PEOPLE, YAML_OF_TOOLS

CRUSHER = SmartCrusher()
COMPACT = SmartCrusher(SmartCrusherConfig(level="compact"))


def is_as_it_stands(text: str) -> bool:
    """Whether it is sent as it is, or with the padding of its numbers stated once."""
    return CRUSHER.crush(text).strategy in ("none", "listing")


@pytest.mark.parametrize("text", SOURCES.values(), ids=SOURCES)
def test_source_stands(text: str):
    assert is_as_it_stands(text)


@pytest.mark.parametrize("text", DATA.values(), ids=DATA)
def test_data_is_rewritten(text: str):
    result = CRUSHER.crush(text)
    assert result.tokens_after < 0.9 * result.tokens_before


@pytest.mark.parametrize("text", YAML_OF_PEOPLE.values(), ids=YAML_OF_PEOPLE)
def test_yaml_that_somebody_wrote_stands(text: str):
    assert is_as_it_stands(text)


@pytest.mark.parametrize("text", YAML_OF_PEOPLE.values(), ids=YAML_OF_PEOPLE)
def test_yaml_that_somebody_wrote_stands_at_the_compact_level(text: str):
    assert COMPACT.crush(text).compressed == text


@pytest.mark.parametrize("sentence", ["", "The rows that were asked for, newest first:\n\n"])
@pytest.mark.parametrize("text", YAML_OF_TOOLS.values(), ids=YAML_OF_TOOLS)
def test_yaml_that_a_tool_prints_comes_back_from_less(text: str, sentence: str):
    result = COMPACT.crush(sentence + text)
    assert result.tokens_after < 0.7 * result.tokens_before
    assert expand(result.compressed) == sentence + text


def test_items_of_yaml_have_rows_at_the_compact_level_alone():
    strategies = {name: CRUSHER.crush(text).strategy for name, text in YAML_OF_TOOLS.items()}
    assert strategies == {"yaml of many alike": "none", "yaml of a command": "none", "yaml of a server": "blocks"}


def test_the_standard_librarys_sources_stand():
    folder = Path(sysconfig.get_paths()["stdlib"])
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.py"))]
    texts += [path.read_text(encoding="utf-8", errors="replace") for path in sorted((folder / "json").glob("*.py"))]
    assert len(texts) > 100
    assert all(map(is_as_it_stands, texts))


_VALUES = st.sampled_from([ARRAY, INDENTED, json.dumps({"rows": ROWS}, indent=4), str(ROWS)])
_PLACES = st.sampled_from(["call({});", "    rows={},", "  - rows: {}", "`{}`)", "x := '{}'", '"""\n{}\n"""', "{}"])


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Values in places of code, between lines of a file."""
    name = draw(st.sampled_from(sorted(set(CODE) - {"python docstring"})))
    lines = CODE[name].splitlines()
    for _ in range(draw(st.integers(1, 3))):
        place = draw(_PLACES).replace("{}", draw(_VALUES))
        lines.insert(draw(st.integers(0, len(lines))), place)
    return "\n".join(lines)


@given(sources())
def test_source_stands_wherever_a_value_is_in_it(text: str):
    assert is_as_it_stands(text)


@given(
    st.sampled_from(sorted(DATA)),
    st.sampled_from(["The rows that were asked for, newest first:", "Here they are.", ""]),
)
def test_data_is_rewritten_behind_a_sentence_too(name: str, sentence: str):
    assert CRUSHER.crush(f"{sentence}\n\n{DATA[name]}").was_modified


@given(st.one_of(st.sampled_from(sorted(SOURCES.values())), sources()))
def test_what_stands_once_stands_again_and_refers_to_what_was_read_before(text: str):
    messages = [user("What is in it?"), *openai_round(["a"], [text]), user("Again?"), *openai_round(["b"], [text])]
    sent = compress(messages).messages
    assert sent[2]["content"] == text or sent[2]["content"].startswith("[line numbers padded")
    assert compress(sent).messages == sent


CONFIGURATION = {
    "compilerOptions": {"strict": True, "target": "es2022", "paths": {"@/*": ["src/*"]}},
    "include": [f"src/{name}" for name in ("api", "app", "pages", "parts", "tests")],
    "exclude": ["node_modules", "dist"],
}


@pytest.mark.parametrize("indent", [2, 4, "\t"])
def test_a_configuration_file_keeps_its_lines(indent: int | str):
    file = json.dumps(CONFIGURATION, indent=indent) + "\n"
    assert CRUSHER.crush(file).compressed == file
    answer = CRUSHER.crush(file.rstrip())
    assert answer.strategy == "minify", "an answer of a service does not end as files do"


@pytest.mark.parametrize(
    "around",
    [
        "$ cat tsconfig.json\n{}\n",
        '<file path="src/tsconfig.json">\n{}\n</file>',
        "==> tsconfig.json <==\n{}\n",
        "Contents of `tsconfig.json`:\n\n```json\n{}\n```",
        "{}\n\n(this was tsconfig.json)",
    ],
)
def test_a_configuration_file_keeps_its_lines_where_its_name_stands_beside_it(around: str):
    text = around.replace("{}", json.dumps(CONFIGURATION, indent=2))
    assert CRUSHER.crush(text).compressed == text
    assert CRUSHER.crush(text.replace("tsconfig.json", "it")).strategy == "minify"
    assert CRUSHER.crush(text.replace("tsconfig.json", "https://example.org/it.json")).strategy == "minify"
    assert CRUSHER.crush(around.replace("{}", INDENTED)).strategy == "table", "records become a table"


@pytest.mark.parametrize("indent", [None, 2, 4, "\t"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_records_become_a_table_in_any_layout(indent: int | str | None, end: str):
    assert CRUSHER.crush(json.dumps(ROWS, indent=indent) + end).strategy == "table"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('        "target"', '       "target"'),
        ('        "target"', '\t"target"'),
        ('"target": ', '"target":   '),
        (',\n    "exclude"', '\n    , "exclude"'),
        (',\n    "exclude"', ',\n\n    "exclude"'),
    ],
)
@pytest.mark.parametrize("ask", ["", "Which line of it is laid out otherwise?\n\n"])
def test_what_is_laid_out_by_hand_stands(old: str, new: str, ask: str):
    file = json.dumps(CONFIGURATION, indent=4)
    assert old in file
    text = ask + file.replace(old, new)
    assert CRUSHER.crush(text).compressed == text
    assert CRUSHER.crush(ask + file).strategy == "minify"
