//! The shortest form of one value, beside its minified form.

use std::borrow::Cow;

use super::counted::Counted;
use super::documents;
use super::instances;
use super::integer_keys;
use super::read::expand;
use super::transforms::{MINIFIED, TABLE};
use crate::forms::form::Terms;
use crate::forms::json::choose::levels::is_dense;
use crate::forms::json::choose::survey::Survey;
use crate::forms::json::write::document::{Grammar, encoded};
use crate::json::comment_fields;
use crate::json::find::{Appearance, Found};
use crate::json::native::Dialect;
use crate::json::parse;
use crate::json::tape::Tape;
use crate::json::verbatim::{VERBATIM, is_mixed};
use crate::json::write::minified;
use crate::transform::Transform;

/// A value's minified form, and the shortest.
pub(super) struct Shorter {
    pub plain: String,
    /// Whether the minified form may be sent.
    pub has_plain_form: bool,
    pub best: Counted,
    pub transform: Transform,
}

impl Shorter {
    /// The shortest form of a value of `tokens` tokens in a text, or `None` where the original is as short; `note` is told of what
    /// was read. Alone is the only value of the text.
    pub fn of(
        text: &str,
        value: Found<'_>,
        tokens: usize,
        terms: Terms,
        is_alone: bool,
        note: impl FnOnce(&Tape<'_>, &Survey<'_, '_>),
    ) -> Option<Self> {
        let (original, appearance, dialect) = (&text[value.start..value.end], value.appearance, value.dialect);
        let json = minified(&value.into_json(text));
        let tape = parse::parse_transcribed(&json).ok()?;
        let survey = Survey::new(&tape, Some(terms.level));
        note(&tape, &survey);
        let plain = plain(&tape, appearance, dialect);
        let Terms { vocabulary, level } = terms;
        let grammar =
            Grammar { vocabulary, level, announced: true, raw: true, row: is_alone && is_dense(level), dialect };
        let is_keyed = integer_keys::has_any(&json);
        let written = if is_keyed { None } else { encoded(&tape, &survey, appearance, grammar) };
        let is_python = dialect == Dialect::Python;
        let opened = if is_python { opened(&tape, appearance, grammar) } else { None };
        let may_be = |&(_, transform): &(Counted, Transform)| is_python || transform == TABLE;
        let encoded = written.into_iter().chain(opened).filter(may_be).min_by_key(|(counted, _)| counted.tokens);
        // Counted only as far as it takes to see which is shorter.
        let limit = encoded.as_ref().map_or(usize::MAX, |(encoded, _)| encoded.tokens);
        let plain_tokens = if plain == original {
            Some(tokens).filter(|&tokens| tokens <= limit)
        } else {
            vocabulary.count_till_limit(&plain, limit)
        };
        // Without an announcement nobody would know what a call in JSON is.
        let has_plain_form = appearance == Appearance::Value && is_python && !is_mixed(&json);
        let (best, transform) = match (plain_tokens, encoded) {
            (None, Some(encoded)) => encoded,
            (Some(_), Some(encoded)) if !has_plain_form => encoded, // its minified form may not be sent
            (Some(tokens), _) if has_plain_form => (Counted { text: plain.to_string(), tokens }, MINIFIED),
            _ => return None,
        };
        let shorter = Self { plain: plain.into_owned(), has_plain_form, best, transform };
        (shorter.best.tokens < tokens).then_some(shorter)
    }

    /// Keeps it where it expands to the minified form, so that one value inside other text does not spoil the others.
    pub fn restored(self) -> Option<Self> {
        expand(&self.best.text).is_ok_and(|text| text == self.plain).then_some(self)
    }
}

/// A document with its instances opened, or with the documents in the strings of a field, if there are any.
fn opened(tape: &Tape<'_>, appearance: Appearance<'_>, grammar: Grammar) -> Option<(Counted, Transform)> {
    let is_python = is_mixed(tape.source());
    let is_opened = match appearance {
        Appearance::Value | Appearance::Cut => true,
        Appearance::Joined(_) => is_python,
        Appearance::Framed(_) => false,
    };
    let (text, transform) = if is_opened.then_some(is_python)? {
        opened_python(tape, appearance, grammar)
    } else {
        let opened = documents::opened(tape)?;
        body(&parse::parse_packed(&opened.json).ok()?, appearance, grammar, |body| opened.announced(body))
    }?;
    Some((Counted::new(text, grammar.vocabulary), transform))
}

/// A document with its instances and its integer keys opened, if there are any.
fn opened_python(tape: &Tape<'_>, appearance: Appearance<'_>, grammar: Grammar) -> Option<(String, Transform)> {
    let opened = instances::opened(tape);
    let json = opened.as_ref().map_or(tape.source(), |opened| &opened.json);
    let keyed = if integer_keys::has_any(json) { Some(integer_keys::opened(json)?) } else { None };
    if opened.is_none() && keyed.is_none() {
        return None;
    }
    let announced = |body: &str| {
        let body = if keyed.is_some() { integer_keys::announced(body) } else { body.to_owned() };
        if let Some(opened) = &opened { opened.announced(&body) } else { body }
    };
    body(&parse::parse_transcribed(keyed.as_deref().unwrap_or(json)).ok()?, appearance, grammar, announced)
}

/// A document in our notation, below what is announced.
fn body(
    tape: &Tape<'_>,
    appearance: Appearance<'_>,
    grammar: Grammar,
    announced: impl Fn(&str) -> String,
) -> Option<(String, Transform)> {
    let survey = Survey::new(tape, Some(grammar.level));
    encoded(tape, &survey, appearance, grammar).map(|(counted, transform)| (announced(&counted.text), transform))
}

/// What a value is without any form of ours: minified JSON, the elements of an array as they stood in the text.
fn plain<'a>(tape: &Tape<'a>, appearance: Appearance<'_>, dialect: Dialect) -> Cow<'a, str> {
    let commented = comment_fields::has_any(tape.source()) && dialect != Dialect::Python;
    let json = if commented { Cow::Owned(comment_fields::closed(tape)) } else { Cow::Borrowed(tape.source()) };
    let plain: Cow<'a, str> = match appearance {
        Appearance::Value => json.clone(),
        Appearance::Joined(gap) => {
            let objects: Vec<&str> = tape.children(Tape::ROOT).map(|object| tape.text(object)).collect();
            objects.join(gap).into()
        }
        Appearance::Framed(frame) => frame.written(tape).into(),
        Appearance::Cut => format!("{},", &json[..json.len() - 1]).into(),
    };
    if is_mixed(&json) { plain.replace(char::from(VERBATIM), "").into() } else { plain }
}
