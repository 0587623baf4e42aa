//! Python values in, borrowed views out.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Deref;

use headroom_core::conversation::Request;
use headroom_core::message::{self, Message, Role, Source};
use headroom_core::models::{Detail, Limits, Model};
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

impl PyText {
    /// The text by itself, which may be rewritten if it is `editable` and sound.
    pub fn alone(&self, editable: bool) -> message::Text<'_> {
        message::Text { editable: editable && matches!(self, Self::Sound(_)), ..message::Text::fixed(self) }
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

fn repaired(text: &Bound<'_, PyString>) -> PyResult<PyText> {
    let units = text.call_method1("encode", ("utf-16-le", "surrogatepass"))?;
    let sound = units.call_method1("decode", ("utf-16-le", "replace"))?;
    Ok(PyText::Repaired(sound.extract()?))
}

/// A Python string as the bytes that tell it from every other: UTF-8, lone surrogates as three bytes each.
pub enum EncodedText {
    /// The string's own UTF-8.
    Sound(PyBackedStr),
    /// As Python's `surrogatepass` encodes it.
    Passed(PyBackedBytes),
}

impl Deref for EncodedText {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Sound(text) => text.as_bytes(),
            Self::Passed(bytes) => bytes,
        }
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for EncodedText {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        match object.extract::<PyBackedStr>() {
            Ok(text) => Ok(Self::Sound(text)),
            Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(object.py()) => {
                let bytes = object.call_method1("encode", ("utf-8", "surrogatepass"))?;
                Ok(Self::Passed(bytes.extract()?))
            }
            Err(error) => Err(error),
        }
    }
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

/// Reads a struct off a tuple of its fields in their order, which a `NamedTuple` of Python's is: several times as fast as
/// asking an object for its attributes.
macro_rules! named_tuple {
    ($name:ident { $($field:ident),+ }) => {
        impl<'a, 'py> FromPyObject<'a, 'py> for $name {
            type Error = PyErr;

            fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
                let ($($field),+) = object.extract()?;
                Ok(Self { $($field),+ })
            }
        }
    };
}

/// One billed text.
#[expect(clippy::struct_field_names, reason = "Python and the core spell it so")]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
struct Text {
    text: PyText,
    editable: bool,
    answers: Option<usize>,
    quotable: bool,
    ours: bool,
    looked_up: bool,
}

/// One tool call.
struct Call {
    id: PyText,
    tool: PyText,
    arguments: PyText,
}

/// One image.
struct Image {
    source: Option<PySource>,
    detail: Option<PyText>,
}

/// One message, as `headroom._planning.rows.Row` says.
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct Row {
    role: PyText,
    texts: Vec<Text>,
    calls: Vec<Call>,
    results: Vec<PyText>,
    images: Vec<Image>,
    named: bool,
    opaque: bool,
    unread: Vec<Unread>,
    apart: bool,
    link: Option<usize>,
    tool: PyText,
    ours: bool,
}

named_tuple!(Text { text, editable, answers, quotable, ours, looked_up });
named_tuple!(Call { id, tool, arguments });
named_tuple!(Image { source, detail });
named_tuple!(Row { role, texts, calls, results, images, named, opaque, unread, apart, link, tool, ours });

/// A file's bytes, or a text that is a data URL, base64 or an address.
#[derive(FromPyObject)]
enum PySource {
    Text(PyText),
    Bytes(PyBackedBytes),
}

impl Call {
    fn call(&self) -> message::Call<'_> {
        message::Call { id: &self.id, tool: &self.tool, arguments: &self.arguments }
    }
}

impl Image {
    fn image(&self) -> message::Image<'_> {
        let source = match &self.source {
            Some(PySource::Text(text)) => Source::Text(text),
            Some(PySource::Bytes(bytes)) => Source::Bytes(bytes),
            None => Source::Elsewhere,
        };
        message::Image { source, detail: Detail::from(self.detail.as_deref()) }
    }
}

/// A part that is billed or not: a text, or a number of bytes.
#[derive(FromPyObject)]
enum Unread {
    Text(PyText),
    Bytes(usize),
}

impl Unread {
    fn part(&self) -> message::Unread<'_> {
        match self {
            Self::Text(text) => message::Unread::Text(text),
            Self::Bytes(bytes) => message::Unread::Bytes(*bytes),
        }
    }
}

impl Row {
    /// The message the row describes.
    pub fn message(&self) -> Message<'_> {
        let message = Message {
            role: Role::from(&*self.role),
            texts: self.texts.iter().map(|text| self.text(text)).collect(),
            calls: self.calls.iter().map(Call::call).collect(),
            results: self.results.iter().map(|id| &**id).collect(),
            images: self.images.iter().map(Image::image).collect(),
            named: self.named,
            opaque: self.opaque,
            unread: self.unread.iter().map(Unread::part).collect(),
            apart: self.apart,
            link: self.link,
            tool: &self.tool,
            is_ours: self.ours,
        };
        message.answered()
    }

    fn text<'a>(&'a self, text: &'a Text) -> message::Text<'a> {
        let is_sound = matches!(text.text, PyText::Sound(_));
        message::Text {
            text: &text.text,
            editable: text.editable && is_sound,
            answers: text.answers.map(|result| self.results.get(result).map_or("", |id| &**id)),
            is_quotable: text.quotable && is_sound,
            is_ours: text.ours,
            is_looked_up: text.looked_up,
        }
    }

    /// Bytes of text in the row.
    pub fn bytes(&self) -> usize {
        let unread = self.unread.iter().map(|part| if let Unread::Text(text) = part { text.len() } else { 0 });
        self.texts.iter().map(|text| text.text.len()).chain(unread).sum()
    }
}

/// What a request is in Python: rows, and the JSON text of tools, of those that are sent in their place, and of the answer's
/// schema.
pub struct Asked {
    pub rows: Vec<Row>,
    pub tools: Option<PyText>,
    pub sent_tools: Option<PyText>,
    pub output_schema: Option<PyText>,
}

impl Asked {
    /// Bytes of text in it.
    pub fn bytes(&self) -> usize {
        let tools = [&self.tools, &self.sent_tools].into_iter().flatten();
        rows_bytes(&self.rows) + tools.map(|text| text.len()).sum::<usize>()
    }

    /// Does `work` on the request that it is to `model`.
    pub fn as_request<T>(&self, model: &Model, limits: Limits, work: impl FnOnce(&Request<'_, '_>) -> T) -> T {
        let messages: Vec<Message<'_>> = self.rows.iter().map(Row::message).collect();
        let [tools, sent_tools, output_schema] =
            [&self.tools, &self.sent_tools, &self.output_schema].map(Option::as_deref);
        work(&Request { messages: &messages, tools, sent_tools, output_schema, model, limits })
    }
}

/// Bytes of text in rows.
pub fn rows_bytes(rows: &[Row]) -> usize {
    rows.iter().map(Row::bytes).sum()
}
