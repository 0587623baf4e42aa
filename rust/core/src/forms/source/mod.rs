//! Whether a text is source as a whole: code, configuration, a diff, or JSON that is broken.
//!
//! Who reads source matches its letters and names its lines, so that no value in it may be laid out anew. Asked of a whole
//! text, by what stands outside of the values in it: lines that only source has, among all lines.

mod diff;
mod dumped;
mod line;
mod outside;
mod words;
mod yaml;

pub use self::outside::{VALUE, outside};

use self::diff::is_of_diff;
use self::dumped::is_dumped;
use self::line::{BRACKET, DOLLAR, EQUALS, FOUND, LESS, Line, QUOTE};
use self::outside::{asked_about, parts};
use self::words::{OF_BOTH, OF_CODE};
use self::yaml::{Entries, is_head};
use crate::json::find::Found;

/// Of so many lines one of code makes a text source: there are files that are comments for the most part, and logs and
/// answers have next to none.
const LINES_FOR_ONE_OF_CODE: usize = 5;

/// Whether `text` is source, by what stands up to `end` outside of `values`, which are all that were found in it. Linear, and
/// read no further than where no line behind can make it less.
#[must_use]
pub fn is_source(text: &str, values: &[Found<'_>], end: usize) -> bool {
    let outside = outside(text, parts(text, values), end);
    let most = memchr::memchr_iter(b'\n', outside.as_bytes()).count() + 1;
    let (mut lines, mut code, mut previous) = (0, 0, Line::default());
    let mut entries = Entries::default();
    for line in asked_about(&outside).filter(|line| !line.chars().all(char::is_whitespace)) {
        lines += 1;
        if is_logged(line) {
            previous = Line::default();
            continue;
        }
        let line = Line::of(unnumbered(line));
        if is_of_diff(&line, previous.whole) {
            return true;
        }
        let weight = weight(&line, &previous);
        code += weight;
        if weight > 0 && is_enough(code, most) {
            return true;
        }
        entries.meet(&line, &previous, weight);
        previous = line;
    }
    is_enough(code, lines) || is_enough(code + entries.weight(lines), lines) && !is_dumped(&outside)
}

/// Whether so much that lines say for source makes a text of so many lines source.
fn is_enough(code: usize, lines: usize) -> bool {
    lines > 0 && code * LINES_FOR_ONE_OF_CODE >= lines && (code > 1 || lines == 1)
}

/// Whether a line begins with a date, as those of logs do.
fn is_logged(line: &str) -> bool {
    let line = line.trim_start_matches('[').as_bytes();
    let are_digits = |digits: &[u8]| digits.iter().all(u8::is_ascii_digit);
    line.len() > 7
        && are_digits(&line[..4])
        && are_digits(&line[5..7])
        && matches!(line[4], b'-' | b'/')
        && line[7] == line[4]
}

/// How much a line says for source, below the `previous` one, but for entries of YAML. One of prose may read like code, but
/// hardly like JSON that is none.
fn weight(line: &Line, previous: &Line) -> usize {
    if previous.is_frame() {
        return 0; // A traceback quotes the line.
    }
    let is_certain = is_comment(line.trimmed) || is_heredoc(line) || is_broken_json(line.trimmed);
    if is_certain { 2 } else { usize::from(is_code(line)) }
}

/// A line without the number, or the path and numbers, that tools put before it, and the blank behind these.
fn unnumbered(line: &str) -> &str {
    let bare = behind_number(line.trim_start_matches(' ')).or_else(|| {
        let path = line.bytes().take_while(|&byte| !matches!(byte, b':' | b' ' | b'\t')).count();
        let inner = line[path..].strip_prefix(':').filter(|_| path > 0).and_then(behind_number)?;
        Some(inner.split_once(':').filter(|(column, _)| is_number(column)).map_or(inner, |(_, inner)| inner))
    });
    bare.map_or(line, |bare| bare.strip_prefix(' ').unwrap_or(bare))
}

/// What stands behind a line's number: `7:`, `7\t`, `7 |`, `7. `, `L7:`.
fn behind_number(line: &str) -> Option<&str> {
    let digits = line.trim_start_matches('L');
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let rest = Some(&digits[length..]).filter(|_| length > 0)?.trim_start_matches(' ');
    rest.strip_prefix(['→', '\t', '|', ':', '-']).or_else(|| rest.strip_prefix(". "))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a line is a comment of code, which JSON has none of.
fn is_comment(line: &str) -> bool {
    line.starts_with("//") || line.starts_with("/*")
}

/// Whether a line of a shell says that a text follows: `cat <<EOF`.
fn is_heredoc(line: &Line) -> bool {
    let rest = if line.holds(LESS) { line.trimmed.split_once("<<").map(|(_, rest)| rest) } else { None };
    let word = rest.map(|rest| rest.trim_start_matches(['-', '~', ' ', '\\', '\'', '"']));
    word.is_some_and(|word| {
        let end = word.bytes().take_while(|byte| byte.is_ascii_uppercase() || *byte == b'_').count();
        end > 1 && !word[end..].starts_with('>')
    })
}

/// Whether a line is one that source has, and prose, logs and what tools answer have not.
fn is_code(whole: &Line) -> bool {
    let (is_indented, line) = (whole.is_indented(), whole.trimmed);
    is_head(line)
        || is_punctuation(line)
        || ends_open(line)
        || begins_like_code(line, is_indented)
        || whole.holds(DOLLAR) && (line.contains("${") || line.contains("$("))
        || whole.holds(QUOTE) && (line.contains("\"\"\"") || line.starts_with('"') && line.contains("\":"))
        || is_statement(line)
        || whole.holds(EQUALS) && is_assignment(line)
        || whole.holds(BRACKET) && is_call(line)
        || whole.holds(FOUND) && is_option(line)
        || is_tag(line, is_indented)
}

/// Whether a line consists of brackets and what stands beside them, as `});` does.
fn is_punctuation(line: &str) -> bool {
    let is_mark = |c: char| c.is_ascii_punctuation() && c != '.';
    line.chars().all(is_mark) && line.contains(['{', '}', '[', ']', '(', ')'])
        || line.starts_with("\"\"\"")
        || line.starts_with("'''")
}

/// Whether a line ends where only code goes on.
fn ends_open(line: &str) -> bool {
    match line.as_bytes() {
        [.., b'{' | b'(' | b'[' | b';' | b'\\']
        | [.., b' ' | b':', b'=']
        | [.., b'=' | b'-', b'>']
        | [.., b'&', b'&']
        | [.., b'|', b'|']
        | [.., b' ', b'd', b'o'] => true,
        [.., before, b','] => before.is_ascii_punctuation() || char::from(*before) == VALUE,
        _ => false,
    }
}

/// What lines of code begin with that are no words.
const CODE_STARTS: [&str; 16] = [
    "*/",
    "\\",
    "<script",
    "</script",
    "insert into ",
    "#!",
    "#[",
    "#include",
    "#define",
    "#if",
    "#endif",
    "#pragma",
    "<!",
    "<?",
    "{%",
    "-- ",
];

fn begins_like_code(line: &str, is_indented: bool) -> bool {
    line.starts_with(['*', '\\', '<', 'i', '#', '{', '-']) && CODE_STARTS.iter().any(|start| line.starts_with(start))
        || is_indented && line.starts_with("# ")
        || line.starts_with('@') && line[1..].starts_with(|c: char| c.is_ascii_alphabetic()) && !line.contains(' ')
}

/// Whether a line begins with a word of a programming language, and reads on like one.
fn is_statement(line: &str) -> bool {
    let end = line.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = line.split_at(end);
    // `type: ` and what follows is a label.
    let reads_on = matches!(rest, "" | ":") || rest.starts_with([' ', '(', '{']);
    let has_marks = || {
        rest.contains(" import ")
            || rest.ends_with(':')
            || rest.contains(['{', '=', '"', ';', '<', '['])
            || rest.contains("::")
            || rest.starts_with(" (")
            || rest.match_indices('(').any(|(at, _)| !rest[..at].ends_with(' ') && !rest[at..].starts_with("(s)"))
            || rest.split_once(VALUE).is_some_and(|(before, _)| !before.ends_with(": "))
    };
    reads_on && (OF_CODE.has(word) && !rest.ends_with('.') || OF_BOTH.has(word) && has_marks())
}

/// Whether a name is given a value: `let name = …`, `name := …`, `NAME=…`.
fn is_assignment(line: &str) -> bool {
    let Some((name, value)) = line.split_once('=') else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.$-*&<>[]:,'\"@ ".contains(c);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || "_$@*\"".contains(c)) || !name.chars().all(is_name) {
        return false;
    }
    let spaced = name.strip_suffix([':', '+', '-', '|', '?']).unwrap_or(name);
    // A value that a program printed behind its name was found; a literal in source is none.
    let is_printed = value.strip_prefix(' ').is_some_and(|value| value.starts_with(VALUE) && value.len() == 1);
    let is_spaced = !is_printed && spaced.ends_with(' ') && value.starts_with([' ', '>']);
    let is_bare = || {
        !name.contains([' ', ':', ','])
            && !value.contains('=')
            && (!value.starts_with(VALUE) || name == name.to_uppercase())
    };
    is_spaced && name.split_whitespace().count() <= 4 || is_bare()
}

/// Whether a method is called, and nothing else: `self.assertEqual(rows, …)`. What a value's repr calls is a class.
fn is_call(line: &str) -> bool {
    let Some((path, arguments)) = line.split_once('(') else { return false };
    path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        && path.rsplit_once('.').is_some_and(|(_, name)| name.starts_with(|c: char| c.is_ascii_lowercase()))
        && arguments.trim_end_matches([',', ';']).ends_with(')')
}

/// Whether a value is what an option of a command says: `--data '…'`.
fn is_option(line: &str) -> bool {
    let before = line.split_once(VALUE).and_then(|(before, _)| before.strip_suffix(['\'', '"']));
    let option =
        before.and_then(|before| before.split_whitespace().next_back()).and_then(|word| word.strip_prefix('-'));
    option.is_some_and(|name| name.starts_with(|c: char| c == '-' || c.is_ascii_alphabetic()))
}

/// Whether a line is a tag that stands in another, or has attributes; one alone that only opens may wrap an answer.
fn is_tag(line: &str, is_indented: bool) -> bool {
    let has_attributes = || ["=\"", "='", "={"].iter().any(|quote| line.contains(quote));
    let is_closed = || line.ends_with("/>") || line.contains("</");
    line.starts_with('<') && line.ends_with('>') && (is_indented || is_closed() && has_attributes())
}

/// Whether a line stands in brackets as JSON does, though it is none.
fn is_broken_json(line: &str) -> bool {
    let inner = line.strip_prefix(['{', '[']).and_then(|line| line.trim_end_matches(',').strip_suffix(['}', ']']));
    let is_bare =
        line.chars().all(|c| matches!(c, '{' | '}' | '[' | ']' | ',' | VALUE)) && line.contains(['{', '}', '[', ']']);
    is_bare
        || inner
            .is_some_and(|inner| inner.trim_start().starts_with(['"', '{', '[', VALUE]) && !inner.contains(['\'', '(']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::find::inside;

    fn asked(text: &str) -> bool {
        let (values, end) = inside(text);
        is_source(text, &values, end)
    }

    #[test]
    fn lines_of_code_make_source_and_those_of_prose_do_not() {
        for text in [
            "func List() {\n\tanswer(`[1]`)\n}",
            "rules:\n  - id: a\n    examples: [1]",
            "[shop]\nname = lamps\nrows: [1]",
            "@@ -1,2 +1,2 @@\n [1]\n",
            "{\n  \"a\": [1],\n  // why\n  \"b\": 2\n}",
            "See:\n{\"a\": [1] \"b\": 2}",
            "     1\tx = [\n     2\t  [1],\n     3\t]",
            "a.py:1:import os\na.py:2:rows = [1]",
        ] {
            assert!(asked(text), "{text}");
        }
        for text in [
            "",
            "[1]",
            "Found:\n[1]",
            "INFO done (in 5 ms): [1]\nINFO done (in 6 ms): [1]",
            "<result>\n[1]\n</result>",
            "{\"n\": 1,\n  \"rows\": [[1],\n [2],\n [",
            "$ list\n[1]\n$ count\n1",
            "[TextContent(text='[1]', kind=None)]",
        ] {
            assert!(!asked(text), "{text}");
        }
    }

    #[test]
    fn what_programs_print_below_titles_is_no_source() {
        for text in [
            "Handle 0x0041, DMI type 17\nMemory Device\n\tSize: 8192 MB\n\tLocator: RAM slot #0\n\tType: DRAM\n\tSpeed: Unknown\n",
            "Name:         web-1\nNamespace:    shop\nPriority:     0\nNode:         node-a/10.0.0.4\nLabels:       app=web\n\
             \u{20}             tier=front\nStatus:       Running\nIP:           10.42.0.17\nContainers:\n  web:\n\
             \u{20}   Image:          shop/web:1.4\n    Port:           8080/TCP\n    State:          Running\n    Ready:          True\n\
             \u{20}   Restart Count:  0\n    Environment:    <none>\nQoS Class:    Burstable\nEvents:       <none>\n",
        ] {
            assert!(!asked(text), "{text}");
        }
        for text in [
            "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: logs\n",
            "Server{\n\tPort: 8080,\n\tHost: \"a\",\n\tRetries: 3,\n}\n",
        ] {
            assert!(asked(text), "{text}");
        }
    }

    #[test]
    fn what_yaml_cannot_have_is_printed() {
        let row =
            |number| format!("*** {number}. row ***\n    id: {number}\nstatus: paid\n  city: Oslo\n total: 7.5\n");
        let bank = |number| {
            format!("     *-bank:{number}\n          vendor: Hynix\n          slot: A{number}\n          size: 16GiB\n")
        };
        let file = |number| {
            format!(
                "  File: a{number}.rs\n  Size: {number}   \tBlocks: 8    IO Block: 4096\nDevice: 254,0\tInode: {number}  Links: 1\n"
            )
        };
        for text in [(1..9).map(row).collect::<String>(), (1..9).map(bank).collect(), (1..9).map(file).collect()] {
            assert!(!asked(&text), "{text}");
        }
        let job = "  build:\n    runs-on: ubuntu\n    steps:\n      - run: |\n          make all\n          make test\n      - uses: a/b@v4\n";
        let folded = "notes: >\n  what is said\n  over lines\nname: a\nparts:\n  - one: 1\n    other: \"a: b\"\n";
        for text in [format!("$ cat ci.yml\non: push\njobs:\n{job}{job}"), folded.repeat(3)] {
            assert!(asked(&text), "{text}");
        }
    }

    #[test]
    fn what_a_traceback_quotes_is_no_source() {
        let frame = "  File \"a.py\", line 1, in run\n    return send(rows)\n";
        assert!(!asked(&format!("ERROR [1]\n{}", frame.repeat(9))));
    }
}
