//! Python values in, borrowed views out.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Deref;

use headroom_core::message::Source;
use headroom_core::message::{Call, Image, Message, Role, Text};
use headroom_core::models::Detail;
use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::PyString;

/// A Python string as UTF-8: borrowed, or repaired where it holds lone surrogates.
pub enum PyText {
    /// The string's own UTF-8.
    Sound(PyBackedStr),
    /// Lone surrogates became U+FFFD, as tiktoken counts them; such a text is counted and never rewritten.
    Repaired(String),
}

impl Deref for PyText {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Sound(text) => text,
            Self::Repaired(text) => text,
        }
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for PyText {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        match object.extract::<PyBackedStr>() {
            Ok(text) => Ok(Self::Sound(text)),
            Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(object.py()) => {
                repaired(&*object.cast::<PyString>()?)
            }
            Err(error) => Err(error),
        }
    }
}

impl PyText {
    /// As a text that may be rewritten, unless nobody knows how it is sent.
    pub fn editable(&self) -> Text<'_> {
        Text { editable: matches!(self, Self::Sound(_)), ..Text::fixed(self) }
    }
}

fn repaired(text: &Bound<'_, PyString>) -> PyResult<PyText> {
    let units = text.call_method1("encode", ("utf-16-le", "surrogatepass"))?;
    let sound = units.call_method1("decode", ("utf-16-le", "replace"))?;
    Ok(PyText::Repaired(sound.extract()?))
}

thread_local!(static LAST_METHOD: RefCell<Option<(&'static str, Py<PyString>)>> = const { RefCell::new(None) });

/// How a count came about, as a Python string. The last one is kept: making it takes a third of a small call.
pub fn method_text<'py>(py: Python<'py>, method: Cow<'static, str>) -> Bound<'py, PyString> {
    let Cow::Borrowed(method) = method else { return PyString::new(py, &method) };
    LAST_METHOD.with_borrow_mut(|last| match last {
        Some((known, text)) if std::ptr::eq(*known, method) => text.bind(py).clone(),
        _ => last.insert((method, PyString::new(py, method).unbind())).1.bind(py).clone(),
    })
}

/// An image as Python hands it over: where it is, and the detail asked for.
#[derive(FromPyObject)]
pub struct PyImage(Option<PySource>, Option<PyText>);

/// A file's bytes, or a text that is a data URL, base64 or an address.
#[derive(FromPyObject)]
enum PySource {
    Text(PyText),
    Bytes(PyBackedBytes),
}

impl PyImage {
    fn image(&self) -> Image<'_> {
        let source = match &self.0 {
            Some(PySource::Text(text)) => Source::Text(text),
            Some(PySource::Bytes(bytes)) => Source::Bytes(bytes),
            None => Source::Elsewhere,
        };
        Image { source, detail: Detail::from(self.1.as_deref()) }
    }
}

/// A row as Python hands it over: role, texts, which of them may be rewritten, call ids, result ids, images, named, opaque,
/// the tools called, how many texts at the end nothing may refer to, and for each text which result it is.
#[derive(FromPyObject)]
pub struct Row(
    PyText,
    Vec<PyText>,
    Vec<bool>,
    Vec<PyText>,
    Vec<PyText>,
    Vec<PyImage>,
    bool,
    bool,
    Vec<PyText>,
    usize,
    Vec<Option<usize>>,
);

impl Row {
    /// The message the row describes.
    pub fn message(&self) -> Message<'_> {
        let Self(role, texts, editable, calls, results, images, named, opaque, tools, ..) = self;
        let editable = editable.iter().copied().chain(std::iter::repeat(false));
        let tools = tools.iter().map(|tool| &**tool).chain(std::iter::repeat(""));
        let texts = texts.iter().zip(editable).enumerate();
        Message {
            role: Role::from(&**role),
            texts: texts.map(|(number, (text, editable))| self.text(number, text, editable)).collect(),
            calls: calls.iter().zip(tools).map(|(id, tool)| Call { id, tool }).collect(),
            results: results.iter().map(|id| &**id).collect(),
            images: images.iter().map(PyImage::image).collect(),
            named: *named,
            opaque: *opaque,
        }
    }

    /// A text, and the call it answers: where nothing is said of that, all of a tool's message answers its one call.
    fn text<'a>(&'a self, number: usize, text: &'a PyText, editable: bool) -> Text<'a> {
        let Self(role, texts, _, _, results, _, _, _, _, unquoted, answers) = self;
        let answers = match (answers.get(number), &results[..]) {
            (Some(answered), _) => answered.map(|result| results.get(result).map_or("", |id| &**id)),
            (None, [only]) if Role::from(&**role) == Role::Tool => Some(&**only),
            (None, _) => (Role::from(&**role) == Role::Tool).then_some(""),
        };
        let is_sound = matches!(text, PyText::Sound(_));
        Text { text, editable: editable && is_sound, answers, is_quotable: is_sound && number + unquoted < texts.len() }
    }

    /// Bytes of text in the row.
    pub fn bytes(&self) -> usize {
        self.1.iter().map(|text| text.len()).sum()
    }
}

/// Bytes of text in a request.
pub fn request_bytes(rows: &[Row], tools: Option<&str>) -> usize {
    rows.iter().map(Row::bytes).sum::<usize>() + tools.map_or(0, str::len)
}
