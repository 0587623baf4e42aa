//! Pages of the records that a result holds: rows by number or condition, with chosen fields.

use super::condition::Condition;
use super::field::at;
use super::{Page, opened, range};
use crate::forms::{Terms, data, names_a_source, shortest};
use crate::json::document::Document;
use crate::json::records::{are_alike, longest_list};
use crate::json::tape::{NodeId, Tape};
use crate::json::write::{minified, quote_into};
use crate::memo::Digested;

/// What stands between a condition and the number of the first match that is wanted.
const FROM: &str = " from ";

/// What is said where there is nothing of the kind.
const NO_RECORDS: &str = "it holds no records; ask for lines, or with a query";

/// The records that a text holds.
#[derive(Debug)]
pub struct KeptRecords {
    document: Document,
    rows: Vec<NodeId>,
    /// Whether the rows differ in values alone.
    are_alike: bool,
}

impl KeptRecords {
    /// Finds the longest list of objects in the data that a text is or holds. Linear.
    pub fn of(text: &str) -> Option<Self> {
        let document = Document::of(&data(text)?.json).ok()?;
        let rows: Vec<NodeId> = document.tape().children(longest_list(&document.tape())?).collect();
        let are_alike = are_alike(&document.tape(), &rows);
        Some(Self { document, rows, are_alike })
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.document.bytes() + size_of_val(&*self.rows)
    }
}

/// The page of records in a text.
///
/// # Errors
/// The sentence that says why there is none.
pub fn page(original: &Digested<'_>, page: &Page<'_>) -> Result<String, String> {
    let records = opened::records(original).ok_or(NO_RECORDS)?;
    let (tape, rows) = (records.document.tape(), &records.rows);
    let (wanted, from, asked) = wanted(&tape, &records, page.rows.unwrap_or("1-"))?;
    if wanted.is_empty() {
        return Err(format!("none of {} rows fits", rows.len()));
    }
    let fields: Vec<&str> = page.fields.map(|fields| fields.split(',').map(str::trim).collect()).unwrap_or_default();
    if let Some(field) = fields.iter().find(|field| !rows.iter().any(|&row| at(&tape, row, field).is_some())) {
        return Err(format!("no row has a field {field:?}"));
    }
    let (end, shown) = page.fitting(|end| written(&tape, &wanted[from..end], &fields, page), from..wanted.len());
    if end == from + 1 && page.vocabulary.count_till_limit(&shown, page.room()).is_none() {
        return Err(format!("row {} is more than a page; ask for some of its fields, or for lines", from + 1));
    }
    let next = (end < wanted.len()).then(|| next_of(asked, end, page));
    let what = match asked {
        "" => format!("rows {}-{end} of {}", from + 1, rows.len()),
        _ => format!("rows {}-{end} of {} that fit, of {} in all", from + 1, wanted.len(), rows.len()),
    };
    Ok(page.written(&what, next.as_deref(), &shown, names_a_source(&shown)))
}

/// The rows that are asked for, from which of them on, and the words that ask for them.
fn wanted<'r>(tape: &Tape<'_>, records: &KeptRecords, asked: &'r str) -> Result<(Vec<NodeId>, usize, &'r str), String> {
    let rows = &records.rows;
    if asked.starts_with(|c: char| c.is_ascii_digit()) && !asked.contains(['=', '<', '>', '~']) {
        let within = range(asked, rows.len()).ok_or_else(|| format!("rows are 1 to {}", rows.len()))?;
        return Ok((rows[..within.end].to_vec(), within.start, ""));
    }
    let (condition, from) = match asked.rsplit_once(FROM).map(|(words, from)| (words, from.trim().parse::<usize>())) {
        Some((condition, Ok(from))) => (condition, from.max(1) - 1),
        _ => (asked, 0),
    };
    let fits = Condition::of(condition).map_err(|error| error.to_string())?;
    let fits = if records.are_alike { fits.in_alike(tape, rows[0]) } else { fits };
    let fitting: Vec<NodeId> = rows.iter().copied().filter(|&row| fits.fits(tape, row)).collect();
    if from >= fitting.len() && !fitting.is_empty() {
        return Err(format!("only {} rows fit", fitting.len()));
    }
    Ok((fitting, from, condition))
}

/// How the rows behind `end` are asked for.
fn next_of(condition: &str, end: usize, page: &Page<'_>) -> String {
    let fields = page.fields.map(|fields| format!(", fields=\"{fields}\"")).unwrap_or_default();
    match condition {
        "" => format!("rows=\"{}-\"{fields}", end + 1),
        _ => format!("rows=\"{condition}{FROM}{}\"{fields}", end + 1),
    }
}

/// Rows with chosen fields, or all of them, in the form in which they take the fewest tokens.
fn written(tape: &Tape<'_>, rows: &[NodeId], fields: &[&str], page: &Page<'_>) -> String {
    let rows: Vec<String> = rows.iter().map(|&row| chosen(tape, row, fields)).collect();
    let json = format!("[{}]", rows.join(","));
    let shorter = shortest(&json, Terms { vocabulary: page.vocabulary, level: page.level }).text;
    shorter.unwrap_or(json)
}

fn chosen(tape: &Tape<'_>, row: NodeId, fields: &[&str]) -> String {
    if fields.is_empty() {
        return minified(tape.text(row));
    }
    let mut object = String::from("{");
    for field in fields {
        let Some(value) = at(tape, row, field) else { continue };
        if object.len() > 1 {
            object.push(',');
        }
        quote_into(field, &mut object);
        object.push(':');
        object.push_str(&minified(tape.text(value)));
    }
    object + "}"
}
