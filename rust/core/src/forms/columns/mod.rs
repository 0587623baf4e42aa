//! Padded columns: lines whose cells blanks align, as ps, ls, kubectl and systemctl print them.
//!
//! The blanks take a token a cell and say nothing. A line above says where the columns stood; cells stand behind one blank.
//! What stands in a column of every line is said with its name.
//!
//! ```
//! use headroom_core::forms::Facts;
//! use headroom_core::forms::columns::{expand, written};
//!
//! let job = |pid: usize| format!("job-{pid}   waiting   {pid}\n");
//! let jobs = format!("NAME       STATE      PID\n{}", (1200..1210).map(job).collect::<String>());
//! let columns = written(&Facts::of(&jobs)).unwrap();
//! assert!(columns.starts_with("[columns padded in 11 lines: 1, =12, ..25]\nNAME STATE=waiting PID\njob-1200 1200\n"));
//! assert_eq!(expand(&columns, 1000).unwrap(), jobs);
//! ```

mod bars;
mod block;
mod layout;
mod row;
mod spec;

use std::borrow::Cow;
use std::ops::Range;

use self::row::PaddedRow;
use self::spec::{CellFrame, Padding};
use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Refusal, Terms};
use super::text_lines::has_line;
use crate::transform::Transform;

/// The padding of columns was stated once.
pub const COLUMNS: Transform = Transform { rank: 9, name: "columns", reason: "the padding of columns was stated once" };

/// Padded columns, as a form.
#[derive(Clone, Copy, Debug)]
pub struct PaddedColumns;

impl Form for PaddedColumns {
    fn transforms(&self) -> &'static [Transform] {
        &[COLUMNS]
    }

    fn is_marked(&self, text: &str) -> bool {
        is_headed(text)
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, _terms: Terms) -> Proposal {
        written(facts).map(|columns| Draft::exact(columns, COLUMNS)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// The text with the cells of its columns behind one blank, below lines that say where they stood; `None` where there are none,
/// or where the text is source. Linear in the text.
#[must_use]
pub fn written(facts: &Facts<'_>) -> Option<String> {
    if facts.is_known_fixed() {
        return None;
    }
    let text = facts.text();
    let written = |(lines, frame): (Range<usize>, CellFrame)| {
        let rows: String = block::written(&text[lines.clone()], frame)?;
        Some((rows, lines))
    };
    let mut blocks = block::all(text).filter_map(written).peekable();
    blocks.peek()?;
    if is_headed(text) || facts.is_fixed() {
        return None;
    }
    let mut columns = String::with_capacity(text.len());
    let mut copied = 0;
    for (rows, lines) in blocks {
        columns.push_str(&text[copied..lines.start]);
        columns.push_str(&rows);
        copied = lines.end;
    }
    columns.push_str(&text[copied..]);
    Some(columns)
}

/// The text that a text with columns of ours stands for; any other text as it is. Linear in the result.
///
/// # Errors
/// A row has no place where its columns stood, or the text stands for more than `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    if !is_headed(text) {
        return Ok(Cow::Borrowed(text));
    }
    let mut padded = String::with_capacity(2 * text.len());
    let (mut lines, mut at) = (text.split_inclusive('\n'), 0);
    while let Some(line) = lines.next() {
        let begins_at = at;
        at += line.len();
        let Some((count, mut spec)) = Padding::read(line) else {
            padded.push_str(line);
            continue;
        };
        let mut is_first = true;
        for _ in 0..count {
            let refused = |why| Malformed { begins_at, at, why };
            let row = lines.next().ok_or(refused(Refusal::Misfit))?;
            pad(row, &mut spec, is_first, &mut padded).ok_or(refused(Refusal::Misfit))?;
            is_first &= row.starts_with(' ');
            if padded.len() > most {
                return Err(refused(Refusal::TooLarge));
            }
            at += row.len();
        }
    }
    let too_large = Malformed { begins_at: 0, at, why: Refusal::TooLarge };
    Some(padded).filter(|padded| padded.len() <= most).map(Cow::Owned).ok_or(too_large)
}

/// Writes the line that a row was.
fn pad<'t>(row: &'t str, spec: &mut Padding<'t>, is_first: bool, out: &mut String) -> Option<()> {
    if let Some(line) = row.strip_prefix(' ') {
        out.push_str(line);
        return Some(());
    }
    let row = if is_first { PaddedRow::read_first(row, spec) } else { PaddedRow::read(row, spec) };
    row?.pad(spec, is_first, out)
}

/// Whether a line of a text begins columns of ours.
#[must_use]
pub fn is_headed(text: &str) -> bool {
    has_line(text, spec::START, |line| Padding::read(line).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text becomes, which it comes back from.
    fn columns(text: &str) -> Option<String> {
        let columns = written(&Facts::of(text))?;
        assert_eq!(expand(&columns, usize::MAX).unwrap(), text);
        Some(columns)
    }

    #[test]
    fn cells_stand_behind_one_blank() {
        let line = |n: usize| format!("{:<8} {:>5} {:>4} sh -c {n}\n", ["root", "ada"][n % 2], n * 77, n % 7);
        let text = format!("USER       PID %CPU COMMAND\n{}", (1..12).map(line).collect::<String>());
        let expected = "[columns padded in 12 lines: 1, ..14, ..19, 21]\nUSER PID %CPU COMMAND\n\
            ada 77 1 sh -c 1\nroot 154 2 sh -c 2\n";
        assert!(columns(&text).unwrap().starts_with(expected));
    }

    #[test]
    fn commas_are_empty_cells_and_quotes_hold_blanks() {
        let line = |n: usize| format!("job-{n:<4} {:<10} {:<8} {}\n", ["Ada Moss", "root"][n % 2], "", n * 9);
        let named = "cron     root       worker   1\n".repeat(3);
        let text = format!("{named}{}", (0..20).map(line).collect::<String>());
        let expected = "[columns padded in 23 lines: 1, 10, 21, 30]\ncron root worker 1\ncron root worker 1\n\
            cron root worker 1\njob-0 \"Ada Moss\" , 0\njob-1 root , 9\n";
        assert!(columns(&text).unwrap().starts_with(expected), "{:?}", columns(&text));
    }

    #[test]
    fn what_a_column_holds_in_all_lines_is_said_once() {
        let unit = |n: usize| format!("  unit-{n:<9} loaded    active\n");
        let text = format!("  UNIT           LOAD      STATE\n{}", (0..9).map(unit).collect::<String>());
        let written = columns(&text).unwrap();
        assert!(
            written.starts_with("[columns padded in 10 lines: 3, =18, =28]\nUNIT LOAD=loaded STATE=active\nunit-0\n"),
            "{written}"
        );
    }

    #[test]
    fn lines_that_stand_out_of_their_columns_stand_behind_a_blank() {
        let line = |n: usize| format!("module_{n:<10} {:>8}\n", n * 4096);
        let text = format!("{}a_module_with_a_long_name 12\n", (0..40).map(line).collect::<String>());
        assert!(columns(&text).unwrap().ends_with("\nmodule_39 159744\na_module_with_a_long_name 12\n"));
        let text = format!("{}a_module_with_a_long_name    12  x\n", (0..40).map(line).collect::<String>());
        assert!(columns(&text).unwrap().ends_with("\n a_module_with_a_long_name    12  x\n"));
    }

    #[test]
    fn cells_that_are_too_wide_move_no_column() {
        let line = |n: usize| match n % 9 {
            0 => format!("root {n:>5} 10529656 2917052 ?    SNl venv/bin/python -m server\n"),
            _ => format!("root {n:>5} {:>6} {:>5} ?        S    bash /dev/fd/{n}\n", n * 40, n * 20),
        };
        let text = format!("USER   PID    VSZ   RSS TTY      STAT COMMAND\n{}", (1..90).map(line).collect::<String>());
        let expected = "[columns padded in 90 lines: =1, ..10, ..17, ..23, =25, =34, 39]\n\
            USER=root PID VSZ RSS TTY=? STAT=S COMMAND\n1 40 20 bash /dev/fd/1\n";
        let written = columns(&text).unwrap();
        assert!(written.starts_with(expected), "{written}");
        assert!(
            written.contains("\n root     9 10529656 2917052 ?    SNl venv/bin/python -m server\n10 400 200 bash ")
        );
    }

    #[test]
    fn tables_between_bars_lose_their_padding() {
        let row = |n: usize| format!("| {n:<4} | Item {n:<7} | lamp |\n");
        let rows: String = (0..8).map(row).collect();
        let text = format!("Stock:\n\n| id   | name         | kind |\n|------|--------------|------|\n{rows}\nEnd.");
        let expected = "Stock:\n\n[columns padded in 10 lines between bars: 4, 12, =4]\nid | name | kind=lamp\n \
            |------|--------------|------|\n0 | Item 0\n1 | Item 1\n";
        let written = columns(&text).unwrap();
        assert!(written.starts_with(expected) && written.ends_with("\n7 | Item 7\n\nEnd."), "{written}");
    }

    #[test]
    fn tables_between_drawn_bars_lose_their_padding() {
        let row = |n: usize| format!("│ {n:<4} │ Item | {n:<17} │ lamp │\n");
        let rows: String = (0..30).map(row).collect();
        let text = format!("┏━━━━━━┳━━━━━━┓\n┃ id   ┃ name ┃\n┡━━━━━━╇━━━━━━┩\n{rows}└──────┴──────┘\n");
        let start = "[columns padded in 34 lines between drawn bars: 4, 24, 4]\n ┏━━━━━━┳━━━━━━┓\n ┃ id   ┃ name ┃\n";
        let written = columns(&text).unwrap();
        assert!(
            written.starts_with(start) && written.ends_with("\n29 │ Item | 29 │ lamp\n └──────┴──────┘\n"),
            "{written}"
        );
        let tree = "├── src\n│   ├── a.rs   │\n│   └── b.rs\n└── tests\n".repeat(9);
        assert_eq!(columns(&tree), None);
    }

    #[test]
    fn names_of_psql_are_centered() {
        let row = |n: usize| format!(" {n:>2} | {:<9} | {:>5}\n", ["Ada", "Christine"][n % 2], n * 7);
        let rows: String = (0..9).map(row).collect();
        let text = format!(" id |   name    | total \n----+-----------+-------\n{rows}(9 rows)\n");
        let expected = "[columns padded in 11 lines parted by bars below centered names: ..2, 9, ..5]\nid | name | total\n \
            ----+-----------+-------\n0 | Ada | 0\n1 | Christine | 7\n";
        assert!(columns(&text).unwrap().starts_with(expected));
    }

    #[test]
    fn source_and_other_texts_stay() {
        for text in [
            "",
            "a  b\n",
            "Some prose.  And more of it.\nWith two blanks.  As typed.\nAnd again.  And more.\nA line.  The end.\n",
            "let a   = 1;\nlet bcd = 2;\nlet ef  = 3;\nlet g   = 4;\nlet hij = 5;\nlet kl  = 6;\nlet m   = 7;\n",
        ] {
            assert_eq!(written(&Facts::of(text)), None, "{text}");
        }
    }

    #[test]
    fn a_text_that_has_columns_of_ours_stays() {
        let line = |n: usize| format!("module_{n:<10} {:>8}\n", n * 4096);
        let lines: String = (0..20).map(line).collect();
        assert!(columns(&lines).is_some());
        assert_eq!(written(&Facts::of(&format!("{lines}\n[columns padded in 1 lines: 1, 9]\na b\n"))), None);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (text, why) in [
            ("[columns padded in 2 lines: 1, 9]\na b\n", Refusal::Misfit),
            ("[columns padded in 1 lines: 1, 9]\na\"b\" \n", Refusal::Misfit),
            ("[columns padded in 1 lines: 1, 3]\nlong b\n", Refusal::Misfit),
            ("[columns padded in 1 lines: 1, 2000]\na b\n", Refusal::TooLarge),
        ] {
            assert_eq!(expand(text, 100).unwrap_err().why, why, "{text}");
        }
        assert_eq!(
            expand("see [columns padded in 1 lines: 1, 9]\na b\n", 0),
            Ok(Cow::Borrowed("see [columns padded in 1 lines: 1, 9]\na b\n"))
        );
    }
}
