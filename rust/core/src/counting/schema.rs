//! What there is to count in tool schemas, by `OpenAI`'s formula and as JSON.
//!
//! The formula is the cookbook's `num_tokens_for_tools` ("How to count tokens with tiktoken", section 7), which knows
//! functions whose parameters have a type, a description and perhaps an enum. What it is silent about is counted in its
//! spirit: nested properties as properties, alternatives by their types, definitions once, a constant as an enum of one.

use std::borrow::Cow;

use super::tally_text;
use crate::json::parse::parse;
use crate::json::tape::{Kind, NodeId, Tape};
use crate::json::unescape::unescaped;
use crate::json::write::minified;
use crate::models::Model;
use crate::vocabulary::Tally;

/// `prop_init` of the cookbook: for an object that has properties.
const PER_OBJECT: usize = 3;
/// `prop_key`: for each property.
const PER_PROPERTY: usize = 3;
/// `enum_item` for each value that an enum allows, of which `enum_init` (-3) takes the first off.
const PER_FURTHER_CHOICE: usize = 3;

/// How many alternatives within alternatives are written out as the type of a property.
const TYPE_DEPTH: usize = 3;

/// Counts of a tool list in the vocabulary that counts for a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Schemas {
    /// Tools in the list.
    pub tools: usize,
    /// Tokens of their names, descriptions, properties and choices.
    pub words: Tally,
    /// What the formula adds for properties and choices.
    pub marks: usize,
    /// Tokens of the minified JSON.
    pub json: Tally,
}

impl Schemas {
    /// The counts of the JSON text of a tool list, or of one tool. What is no JSON is all words. Linear in `text`.
    pub(super) fn of(text: &str, model: &Model) -> Self {
        let Ok(tape) = parse(text) else {
            let words = tally_text(text, model);
            return Self { words, json: words, ..Self::default() };
        };
        let mut walk = Walk { reader: Reader { tape: &tape }, model, found: Self::default(), open: Vec::new() };
        walk.list(Tape::ROOT);
        Self { json: tally_text(&minified(text), model), ..walk.found }
    }
}

/// A schema to look into. A property's own words are counted with its key, those of other schemas are not yet.
struct Open {
    schema: NodeId,
    is_property: bool,
}

struct Walk<'t, 'a> {
    reader: Reader<'t, 'a>,
    model: &'t Model,
    found: Schemas,
    open: Vec<Open>,
}

impl Walk<'_, '_> {
    fn list(&mut self, list: NodeId) {
        match self.reader.tape.kind(list) {
            Kind::Array => self.reader.members(list).for_each(|entry| self.entry(entry)),
            _ => self.entry(list),
        }
    }

    /// An entry of a tool list: a tool, or Gemini's group of function declarations.
    fn entry(&mut self, entry: NodeId) {
        match self.reader.any_field(entry, &["function_declarations", "functionDeclarations"]) {
            Some(group) => self.reader.members(group).for_each(|declaration| self.tool(declaration)),
            None => self.tool(entry),
        }
    }

    fn tool(&mut self, entry: NodeId) {
        let reader = self.reader;
        self.found.tools += 1;
        // Chat completions and Bedrock wrap what the other interfaces give as it is.
        let tool = reader.any_field(entry, &["function", "toolSpec"]).unwrap_or(entry);
        let Some(name) = reader.string(tool, "name") else {
            return self.words(&minified(reader.tape.text(entry))); // a provider's own: what it is made into is not known
        };
        self.line(name.into_owned(), tool);
        if let Some(parameters) = reader.any_field(tool, &["parameters", "input_schema", "inputSchema"]) {
            let schema = reader.field(parameters, "json").unwrap_or(parameters);
            self.look_into(schema);
        }
        while let Some(open) = self.open.pop() {
            self.schema(&open);
        }
    }

    fn schema(&mut self, &Open { schema, is_property }: &Open) {
        let reader = self.reader;
        for (key, value) in reader.fields(schema) {
            match reader.tape.text(key) {
                r#""properties""# | r#""patternProperties""# => self.properties(value),
                r#""enum""# => self.choices(value),
                r#""const""# => self.words(&reader.plain(value)),
                r#""description""# if !is_property => self.words(&reader.sentence(value)),
                r#""items""# | r#""additionalProperties""# | r#""not""# | r#""if""# | r#""then""# | r#""else""# => {
                    self.look_into(value);
                    reader.members(value).for_each(|member| self.look_into(member));
                }
                r#""anyOf""# | r#""oneOf""# | r#""allOf""# | r#""prefixItems""# => {
                    reader.members(value).for_each(|member| self.look_into(member));
                }
                r#""$defs""# | r#""definitions""# => {
                    reader.fields(value).for_each(|(_, definition)| self.look_into(definition));
                }
                _ => {}
            }
        }
    }

    fn look_into(&mut self, schema: NodeId) {
        self.open.push(Open { schema, is_property: false });
    }

    fn properties(&mut self, properties: NodeId) {
        let reader = self.reader;
        for (index, (key, schema)) in reader.fields(properties).enumerate() {
            self.found.marks += PER_PROPERTY + if index == 0 { PER_OBJECT } else { 0 };
            let mut line = unescaped(reader.tape.text(key)).into_owned() + ":";
            reader.type_into(schema, TYPE_DEPTH, &mut line);
            self.line(line, schema);
            self.open.push(Open { schema, is_property: true });
        }
    }

    fn choices(&mut self, list: NodeId) {
        let reader = self.reader;
        for (index, choice) in reader.members(list).enumerate() {
            self.found.marks += if index == 0 { 0 } else { PER_FURTHER_CHOICE };
            self.words(&reader.plain(choice));
        }
    }

    /// Counts what begins a line and the description that ends it.
    fn line(&mut self, mut line: String, described: NodeId) {
        if let Some(description) = self.reader.field(described, "description") {
            line.push(':');
            line.push_str(&self.reader.sentence(description));
        }
        self.words(&line);
    }

    fn words(&mut self, text: &str) {
        self.found.words += tally_text(text, self.model);
    }
}

/// Reading of what may be of any shape: what is not there is empty.
#[derive(Clone, Copy)]
struct Reader<'t, 'a> {
    tape: &'t Tape<'a>,
}

impl<'t, 'a> Reader<'t, 'a> {
    fn fields(self, node: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + use<'t, 'a> {
        let object = (self.tape.kind(node) == Kind::Object).then_some(node);
        object.into_iter().flat_map(move |object| self.tape.fields(object))
    }

    fn members(self, node: NodeId) -> impl Iterator<Item = NodeId> + use<'t, 'a> {
        let list = (self.tape.kind(node) == Kind::Array).then_some(node);
        list.into_iter().flat_map(move |list| self.tape.children(list))
    }

    fn field(self, object: NodeId, key: &str) -> Option<NodeId> {
        let is_key = |quoted: &str| &quoted[1..quoted.len() - 1] == key;
        self.fields(object).find(|&(name, _)| is_key(self.tape.text(name))).map(|(_, value)| value)
    }

    fn any_field(self, object: NodeId, keys: &[&str]) -> Option<NodeId> {
        keys.iter().find_map(|key| self.field(object, key))
    }

    fn string(self, object: NodeId, key: &str) -> Option<Cow<'a, str>> {
        let value = self.field(object, key)?;
        (self.tape.kind(value) == Kind::String).then(|| self.plain(value))
    }

    /// A string's characters, or another value's JSON.
    fn plain(self, node: NodeId) -> Cow<'a, str> {
        let text = self.tape.text(node);
        if self.tape.kind(node) == Kind::String { unescaped(text) } else { Cow::Borrowed(text) }
    }

    /// A description without the full stop at its end, as the cookbook counts it.
    fn sentence(self, node: NodeId) -> Cow<'a, str> {
        match self.plain(node) {
            Cow::Borrowed(text) => Cow::Borrowed(text.strip_suffix('.').unwrap_or(text)),
            Cow::Owned(mut text) => {
                text.truncate(text.strip_suffix('.').map_or(text.len(), str::len));
                Cow::Owned(text)
            }
        }
    }

    /// The type of a property as far as it has a name: `string`, `string|null`, `Address`.
    fn type_into(self, schema: NodeId, depth: usize, out: &mut String) {
        if let Some(kind) = self.field(schema, "type") {
            self.kind_into(kind, out);
        } else if let Some(reference) = self.string(schema, "$ref") {
            out.push_str(reference.rsplit('/').next().unwrap_or_default());
        } else if let Some(alternatives) = self.any_field(schema, &["anyOf", "oneOf", "allOf"]) {
            self.alternatives_into(alternatives, depth, out);
        }
    }

    fn alternatives_into(self, alternatives: NodeId, depth: usize, out: &mut String) {
        let shown = self.members(alternatives).filter(|_| depth > 0);
        for (index, alternative) in shown.enumerate() {
            out.push_str(if index == 0 { "" } else { "|" });
            self.type_into(alternative, depth - 1, out);
        }
    }

    /// One type's name, or a list of names.
    fn kind_into(self, kind: NodeId, out: &mut String) {
        if self.tape.kind(kind) == Kind::String {
            out.push_str(&self.plain(kind));
        }
        for (index, name) in self.members(kind).enumerate() {
            out.push_str(if index == 0 { "" } else { "|" });
            out.push_str(&self.plain(name));
        }
    }
}
