//! Writing a document in the forms chosen for it.
//!
//! ```text
//! [records: owner(login,id)][*n repeats &n]
//! {"total":2,"repositories":[2 rows: id,owner,labels[name,color],private=false
//! 1,&1 owner(octocat,583231),[bug,f29513;help wanted,128A0C]
//! 2,*1,[]
//! ]}
//! ```

mod calls;
pub mod document;
pub mod header;
mod marks;
mod rows;
mod tuples;

use std::borrow::Cow;

use crate::forms::json::cell::{Announced, Place, middle_into, string_into};
use crate::forms::json::choose::cost;
use crate::forms::json::choose::layout::{DEEPEST, Layouts, Table, TableOf, is_matrix};
use crate::forms::json::choose::survey::Survey;
use crate::forms::json::counted::Counted;
use crate::forms::json::notation::{self, ARRAYS, ROW, ROWS, TUPLES, framed_by, joined_by, tuples_joined_by};
use crate::forms::json::raw::{self, QUOTES, Raw};
use crate::forms::json::transforms::{RECORDS, TABLE};
use crate::json::find::Appearance;
use crate::json::spelling::Spelling;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::verbatim::{VERBATIM, is_mixed};
use crate::transform::Transform;
use crate::vocabulary::Vocabulary;
use document::{Grammar, embedded};
use marks::Marks;
use rows::{Names, Row, Separators, Slot, Spacing};

/// The document with its tables, and announcing whatever else it uses.
pub fn written<'a>(
    tape: &Tape<'a>,
    appearance: Appearance<'_>,
    survey: &Survey<'_, 'a>,
    layouts: &Layouts<'a>,
    grammar: Grammar,
) -> Written {
    let names = layouts.records.types.iter().map(|kind| kind.name.clone()).collect();
    let mut writer = Writer {
        tape,
        appearance,
        survey,
        layouts,
        grammar,
        spacing: Spacing { tape, vocabulary: grammar.vocabulary },
        announced: Announced {
            names,
            repeats: grammar.announced,
            natives: is_mixed(tape.source()).then_some(grammar.dialect),
        },
        marks: Marks::default(),
        used: Used { types: vec![false; layouts.records.types.len()], ..Used::default() },
        in_line: false,
        out: String::with_capacity(tape.source().len() / 2),
    };
    writer.value(Tape::ROOT, Place::Json, 0);
    writer.finish()
}

/// A document, and what the forms that it announces are estimated to save.
pub struct Written {
    /// The document.
    pub text: String,
    /// How much longer it would be without them.
    pub saved: u64,
    /// Its tokens, if they have been counted.
    pub tokens: Option<usize>,
    has_table: bool,
    /// Whether it is a table as a whole.
    pub is_table: bool,
}

impl Written {
    /// The same, counted.
    pub fn with_tokens(mut self, vocabulary: Vocabulary) -> Self {
        self.tokens = self.tokens.or_else(|| Some(vocabulary.count(&self.text)));
        self
    }

    /// The document and its tokens.
    pub fn counted(self, vocabulary: Vocabulary) -> Counted {
        match self.tokens {
            Some(tokens) => Counted { text: self.text, tokens },
            None => Counted::new(self.text, vocabulary),
        }
    }

    /// What users are told was done.
    pub fn transform(&self) -> Transform {
        if self.has_table { TABLE } else { RECORDS }
    }
}

/// How the table of an array opens and closes.
struct Edges<'w> {
    /// What stood between the elements of one without brackets.
    gap: Option<&'w str>,
    closer: char,
}

impl Edges<'_> {
    /// What stands between the number of rows and the names of their columns.
    fn rows(&self) -> Cow<'static, str> {
        self.gap.map_or(Cow::Borrowed(ROWS), |gap| joined_by(gap).into())
    }

    /// What stands behind the number of tuples.
    fn tuples(&self) -> Cow<'static, str> {
        self.gap.map_or(Cow::Borrowed(TUPLES), |gap| tuples_joined_by(gap).into())
    }
}

/// Which of the forms that must be announced were written.
#[expect(clippy::struct_excessive_bools, reason = "each says whether one form was written")]
#[derive(Debug, Default)]
struct Used {
    tables: bool,
    /// Whether the document is one as a whole.
    is_root: bool,
    types: Vec<bool>,
    matrices: bool,
    natives: bool,
    raw: bool,
    /// How the documents in strings are spelled.
    spelling: Option<Spelling>,
    /// What they save.
    saved: u64,
}

struct Writer<'w, 't, 'a> {
    tape: &'w Tape<'a>,
    /// How the document stands in the text.
    appearance: Appearance<'w>,
    survey: &'w Survey<'t, 'a>,
    layouts: &'w Layouts<'a>,
    grammar: Grammar,
    spacing: Spacing<'w, 'a>,
    announced: Announced,
    marks: Marks,
    used: Used,
    /// Whether a line of a table is being written, in which nothing may span lines.
    in_line: bool,
    out: String,
}

impl<'a> Writer<'_, '_, 'a> {
    fn finish(self) -> Written {
        let mut text = String::with_capacity(self.out.len() + 64);
        if self.used.types.contains(&true) {
            let types = self.layouts.records.types.iter().zip(&self.used.types).filter(|(_, used)| **used);
            let source = header::HeaderSource { tape: self.tape, natives: self.announced.natives };
            header::records_into(source, types.map(|(kind, _)| kind), &mut text);
        }
        let announcements = [
            self.marks.are_used().then_some(notation::REPEATS),
            self.used.matrices.then_some(notation::MATRICES),
            notation::dialect(self.grammar.dialect, self.used.natives),
            self.used.raw.then_some(notation::RAW),
        ];
        text.extend(announcements.into_iter().flatten());
        if let Some(spelling) = self.used.spelling {
            notation::embedded_into(spelling, &mut text);
        }
        if !text.is_empty() {
            text.push('\n');
        }
        self.marks.splice_into(&self.out, &mut text);
        Written { text, saved: self.used.saved, tokens: None, has_table: self.used.tables, is_table: self.used.is_root }
    }

    /// Writes a value where it stands.
    fn value(&mut self, id: NodeId, place: Place, depth: usize) {
        if self.refers(id) {
            return;
        }
        match self.tape.kind(id) {
            Kind::String => self.string(id, place),
            Kind::Object | Kind::Array if depth <= DEEPEST && !self.tape.is_childless(id) => {
                self.container(id, depth);
            }
            _ => self.copy(self.tape.text(id)),
        }
    }

    /// Writes what stands in the document, as it stands there.
    fn copy(&mut self, text: &str) {
        self.used.natives |= is_mixed(text);
        self.out.extend(text.split(char::from(VERBATIM)));
    }

    /// Whether the value stands earlier already, and a reference to it was written.
    fn refers(&mut self, id: NodeId) -> bool {
        let Some(class) = self.survey.repeated(id).filter(|_| self.grammar.announced) else { return false };
        let tape = self.tape;
        let refers = self.marks.refer(self.out.len(), class, id, |other| tape.text(other) == tape.text(id));
        self.used.saved += if refers { u64::from(cost::scalar(tape.text(id))) } else { 0 };
        refers
    }

    fn string(&mut self, id: NodeId, place: Place) {
        let text = self.tape.text(id);
        if !self.grammar.raw || !self.raw(text) {
            string_into(text, place, &self.announced, &mut self.out);
        }
    }

    /// Writes a string without its escapes, where that pays and may stand here.
    fn raw(&mut self, quoted: &str) -> bool {
        let (content, spelling) = match raw::raw(quoted) {
            Some(Raw::Text(text)) => (text, None),
            Some(Raw::Json(json, spelling, end)) if self.can_embed(spelling) => {
                let grammar = Grammar { row: self.grammar.row && !self.in_line, ..self.grammar };
                let Some(document) = embedded(&json, grammar) else { return false };
                (document + end, Some(spelling))
            }
            _ => return false,
        };
        if (self.in_line && content.contains('\n')) || content.contains(QUOTES) {
            return false;
        }
        self.used.saved += quoted.len().saturating_sub(content.len()) as u64;
        self.used.raw |= spelling.is_none();
        self.used.spelling = self.used.spelling.or(spelling);
        self.out.extend([QUOTES, &content, QUOTES]);
        true
    }

    fn can_embed(&self, spelling: Spelling) -> bool {
        self.used.spelling.map_or_else(|| notation::can_embed(spelling), |other| other == spelling)
    }

    fn container(&mut self, id: NodeId, depth: usize) {
        if let Some(table) = self.layouts.tables.get(&id) {
            return self.table(id, table, depth);
        }
        if self.tape.kind(id) == Kind::Object {
            match self.record_type(id) {
                Some(kind) => self.record(id, kind, depth),
                None => self.children(id, depth),
            }
        } else if self.layouts.matrices && is_matrix(self.tape, id) {
            self.matrix(id);
        } else if !self.in_line
            && let Some(table) = self.python_table(id)
        {
            self.used.tables = true;
            self.used.is_root |= id == Tape::ROOT;
            self.out.push_str(&table);
        } else {
            self.children(id, depth);
        }
    }

    /// The table of an array of tuples or of calls, where that is shorter.
    fn python_table(&self, id: NodeId) -> Option<String> {
        let edges = self.edges(id);
        tuples::table(&self.spacing, &self.announced, id, &edges)
            .or_else(|| calls::table(&self.spacing, &self.announced, id, &edges, self.grammar.level))
    }

    /// How the table of an array opens and closes, by how the document stands in the text.
    fn edges(&self, id: NodeId) -> Edges<'_> {
        match self.appearance {
            Appearance::Joined(gap) if id == Tape::ROOT => Edges { gap: Some(gap), closer: ']' },
            Appearance::Cut if id == Tape::ROOT => Edges { gap: None, closer: ',' },
            _ => Edges { gap: None, closer: ']' },
        }
    }

    /// Copies a container but for the values in it that have another form.
    fn children(&mut self, id: NodeId, depth: usize) {
        let is_object = self.tape.kind(id) == Kind::Object;
        let source = self.tape.source();
        let mut copied = self.tape.start(id);
        for child in self.tape.children(id).skip(usize::from(is_object)).step_by(1 + usize::from(is_object)) {
            self.out.push_str(&source[copied..self.tape.start(child)]);
            self.value(child, Place::Json, depth + 1);
            copied = self.tape.end(child);
        }
        self.out.push_str(&source[copied..self.tape.end(id)]);
    }

    fn matrix(&mut self, id: NodeId) {
        self.used.matrices = true;
        self.used.saved += u64::from(cost::TOKEN / 2) * self.tape.children(id).count() as u64;
        self.out.push('[');
        for (index, row) in self.tape.children(id).enumerate() {
            if index > 0 {
                self.out.push(';');
            }
            let text = self.tape.text(row);
            self.out.push_str(&text[1..text.len() - 1]);
        }
        self.out.push(']');
    }

    fn record_type(&self, object: NodeId) -> Option<usize> {
        let may_be_record = self.grammar.announced && self.survey.may_be_record(object);
        self.layouts.records.type_of(self.survey.shape(object)).filter(|_| may_be_record)
    }

    fn record(&mut self, id: NodeId, kind: usize, depth: usize) {
        if std::mem::replace(&mut self.used.types[kind], true) {
            let keys = self.survey.keys_cost(self.survey.shape(id));
            self.used.saved += u64::from(keys.saturating_sub(cost::NAME));
        }
        let layouts = self.layouts;
        let kind = &layouts.records.types[kind];
        self.out.push_str(&kind.name);
        self.out.push('(');
        let mut fields = self.tape.fields(id).peekable();
        let mut end = self.out.len();
        for field in &kind.fields {
            let value = fields.next_if(|&(key, _)| self.tape.text(key) == field.key).map(|(_, value)| value);
            if field.constant.is_some() {
                continue;
            }
            if let Some(value) = value {
                self.value(value, Place::Record, depth + 1);
                end = self.out.len();
            }
            self.out.push(',');
        }
        self.out.truncate(end);
        self.out.push(')');
    }

    fn table(&mut self, id: NodeId, table: &Table<'a>, depth: usize) {
        self.used.tables = true;
        self.used.natives |= self.announced.natives.is_some();
        self.used.is_root |= id == Tape::ROOT;
        let edges = self.edges(id);
        let (opening, closer) = match (self.tape.kind(id), self.appearance) {
            _ if table.of == TableOf::Object => (ROW.to_owned(), '}'),
            _ if table.of == TableOf::Arrays => (format!("[{}{ARRAYS}", table.rows), ']'),
            (Kind::Object, _) => (format!("{{{}{ROWS}", table.rows), '}'),
            (_, Appearance::Framed(frame)) if id == Tape::ROOT => {
                (format!("[{}{}", table.rows, framed_by(&frame)), ']')
            }
            _ => (format!("[{}{}", table.rows, edges.rows()), edges.closer),
        };
        self.out.push_str(&opening);
        let source = header::HeaderSource { tape: self.tape, natives: self.announced.natives };
        header::columns_into(source, &table.columns, "", table.rows, &mut self.out);
        self.out.push('\n');
        let mut row = Row::new(&table.columns, &self.spacing);
        let names = match self.tape.kind(id) {
            Kind::Array => Names::new(&table.columns, &self.spacing),
            _ => Names::default(),
        };
        self.in_line = true;
        for index in 0..table.rows {
            self.row(&mut row, &names, index, Place::Line, depth + 1);
            self.out.push('\n');
        }
        self.in_line = false;
        self.out.push(closer);
    }

    /// Writes the cells of a row; those that are empty at its end are left out.
    fn row(&mut self, row: &mut Row<'_>, names: &Names, index: usize, place: Place, depth: usize) {
        let mut separators = Separators::new(self.grammar.level);
        for slot in &mut row.slots {
            let Some(id) = slot.cell(index) else {
                separators.skip();
                continue;
            };
            let is_named = separators.before_cell_into(names, &mut self.out);
            if matches!(slot, Slot::Cell { spaced: true, .. }) && !is_named && self.tape.kind(id) == Kind::String {
                self.out.push(' ');
            }
            self.cell(id, slot, names, index, place, depth);
        }
        if place == Place::Group {
            separators.finish_element(&mut self.out);
        }
    }

    fn cell(&mut self, id: NodeId, slot: &mut Slot<'_>, names: &Names, index: usize, place: Place, depth: usize) {
        match slot {
            Slot::Group { counts, elements, written, .. } if self.tape.kind(id) == Kind::Array => {
                let first = *written;
                *written += counts[index] as usize;
                self.group(elements, first..*written, depth);
            }
            Slot::Key(_) => self.key(id, names),
            Slot::Affixed { affixes, .. } => {
                let middle = affixes.middle(self.tape.text(id));
                if affixes.is_number {
                    self.out.push_str(middle);
                } else if names.take(middle) {
                    self.out.extend(["\"", middle, "\""]);
                } else {
                    middle_into(middle, place, &self.announced, &mut self.out);
                }
            }
            _ => self.row_value(id, names, place, depth),
        }
    }

    /// Writes what is always text.
    fn key(&mut self, id: NodeId, names: &Names) {
        let start = self.out.len();
        string_into(self.tape.text(id), Place::Key, &self.announced, &mut self.out);
        self.quote_where_named(start, id, names);
    }

    /// Writes a value in a row: no bare string may begin as a cell that says its column.
    fn row_value(&mut self, id: NodeId, names: &Names, place: Place, depth: usize) {
        let start = self.out.len();
        self.value(id, place, depth);
        if self.tape.kind(id) == Kind::String {
            self.quote_where_named(start, id, names);
        }
    }

    /// Puts the string that stands from `start` on in quotes where it begins as a cell that says its column.
    fn quote_where_named(&mut self, start: usize, id: NodeId, names: &Names) {
        if names.take(&self.out[start..]) {
            self.out.truncate(start);
            self.out.push_str(self.tape.text(id));
        }
    }

    fn group(&mut self, elements: &mut Row<'_>, range: std::ops::Range<usize>, depth: usize) {
        self.out.push('[');
        for element in range.clone() {
            if element > range.start {
                self.out.push(';');
            }
            self.row(elements, &Names::default(), element, Place::Group, depth);
        }
        self.out.push(']');
    }
}
