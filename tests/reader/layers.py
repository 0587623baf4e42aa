"""Strings in strings: what stood around a text, and the escapes that it had there."""

from __future__ import annotations

import re
import unicodedata

LINE = re.compile(
    r"\[(below stands|each line below is) the (Python|JSON) string <text>"
    r"((?:, (?:ASCII|HTML-safe|escapes of what is invisible stand"
    r"|its JSON (?:spaced|indented by [1-8]|ASCII|HTML-safe)))*)"
    r"(?:, cut (at|from) \"(.+?)\"( to \{| to the end)?)? of: (.*?)<text>(.*)\]\n"
)
MOST = 8
ESCAPED_UNIT = re.compile(r"\\u([0-9a-f]{4})(?:(?<=\\ud[89ab]..)\\u(d[c-f][0-9a-f]{2}))?")
SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
SHORT_IN_JSON = {**SHORT, "\b": "\\b", "\f": "\\f"}


def layers(text: str) -> tuple[list[re.Match[str]], str]:
    """The lines that say what stood around the text below them, outermost first, and that text."""
    found: list[re.Match[str]] = []
    while len(found) < MOST and (line := LINE.match(text)):
        found.append(line)
        text = text[line.end() :]
    return found, text


def wrapped(lines: list[re.Match[str]], text: str) -> str:
    """What is written out of the innermost text, with all that stood around it."""
    for start, language, words, cut, note, until, before, behind in (line.groups() for line in reversed(lines)):
        said = words.split(", ")
        between = None
        if start.startswith("each"):
            between, _, behind = behind.partition("<text>")
        quote = _unescaped(before)[-1]

        def strings(part: str, depth: int = 0, *, said=said, language=language, quote=quote, between=between) -> str:
            if between is None:
                return _escaped(_spelled(part, said, depth), language, said, quote)
            texts = [_escaped(_spelled(one, said, depth), language, said, quote) for one in part.split("\n")]
            return _unescaped(between).join(texts)

        if cut:
            head, note, tail = text.partition(_unescaped(note))
            end = {None: 0, " to {": tail.find('{"'), " to the end": len(tail)}[until]
            blanks = len(tail[:end]) - len(tail[:end].rstrip(" "))
            depth = blanks // _indent(said) if _indent(said) else 0
            text = strings(head) + note + tail[:end] + strings(tail[end:], depth)
        else:
            text = strings(text)
        text = _unescaped(before) + text + _unescaped(behind)
    return text


def _unescaped(around: str) -> str:
    """What stood around a string."""
    return re.sub(r"\\(.)", lambda escape: {"n": "\n", "r": "\r"}.get(escape[1], escape[1]), around)


def _escaped(text: str, language: str, said: list[str], quote: str) -> str:
    """The text as it stood between its quotes."""
    pattern = r"[\x00-\x1f\\" + quote + ("<>&" if "HTML-safe" in said else "") + "]"
    if "ASCII" in said:
        pattern += r"|[^\x00-\x7e]"
    if "escapes of what is invisible stand" in said:
        pattern = rf"{ESCAPED_UNIT.pattern}|{pattern}"

    def escape(found: re.Match[str]) -> str:
        units = [unit for unit in found.groups() if unit] if found.re.groups else []
        character = _character(units)
        if units and not _is_invisible(character):
            return "\\" + _escaped(found[0], language, [], quote)[1:]
        return _escape(character or found[0], language)

    return re.sub(pattern, escape, text)


def _character(units: list[str]) -> str:
    return bytes.fromhex("".join(units)).decode("utf-16-be", "surrogatepass") if units else ""


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    return character != " " and (category[0] in "CZ" or character in "\u034f\u2800\u3164\ufe0e\ufe0f")


def _escape(character: str, language: str) -> str:
    if character in "\\'\"":
        return "\\" + character
    short = SHORT if language == "Python" else SHORT_IN_JSON
    if character in short:
        return short[character]
    code = ord(character)
    if language == "Python":
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return "".join(f"\\u{unit.hex()}" for unit in _units(character))


def _units(character: str) -> list[bytes]:
    encoded = character.encode("utf-16-be", "surrogatepass")
    return [encoded[at : at + 2] for at in range(0, len(encoded), 2)]


TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{][\]}]?|[\]},:]|[^"\[\]{},:]+', re.DOTALL)


def _indent(said: list[str]) -> int:
    return next((int(word[-1]) for word in said if "indented" in word), 0)


def _spelled(text: str, said: list[str], depth: int) -> str:
    """The JSON that a text is, so deep in other, with the white space and the escapes that are said of it."""
    if _indent(said) or "its JSON spaced" in said:
        text = _laid_out(text, _indent(said), depth)
    if "its JSON ASCII" in said:
        text = re.sub(r"[^\x00-\x7f]", lambda found: _escape(found[0], "JSON"), text)
    if "its JSON HTML-safe" in said:
        text = re.sub("[<>&]", lambda found: _escape(found[0], "JSON"), text)
    return text


def _laid_out(text: str, indent: int, depth: int) -> str:
    out = ""
    for token in TOKEN.findall(text):
        if token in "]}":
            depth -= 1
            out += _line_end(indent, depth)
        out += token
        if token in "[{":
            depth += 1
            out += _line_end(indent, depth)
        elif token == ",":
            out += _line_end(indent, depth) or " "
        elif token == ":":
            out += " "
    return out.rstrip(" \n\r\t")


def _line_end(indent: int, depth: int) -> str:
    return "\n" + " " * indent * depth if indent else ""
