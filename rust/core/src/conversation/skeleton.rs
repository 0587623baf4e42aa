//! What a message is beside its texts, owned: what outlives the call that brought it.

use std::sync::Arc;

use crate::message::{Call, Message, Role};
use crate::window::is_note;

/// What a result is called whose tool is not known.
pub const UNKNOWN_TOOL: &str = "a tool";

/// A longer name of a tool is not repeated to the reader.
const LONGEST_TOOL: usize = 64;

/// A message without its texts.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct Skeleton {
    role: Role,
    /// Id and tool of each call.
    pub calls: Vec<(Box<str>, Arc<str>)>,
    results: Vec<Box<str>>,
    /// Whether it is a note of the window's.
    pub is_note: bool,
    /// Whether it is text alone.
    pub plain: bool,
    /// Whether it holds something that is not counted.
    pub opaque: bool,
    /// Whether any of its texts may be rewritten.
    pub editable: bool,
    /// Whether nothing refers to it or over it.
    pub apart: bool,
    /// The input tokens reported for it, if the service can go on from it.
    pub link: Option<usize>,
}

impl Default for Skeleton {
    fn default() -> Self {
        Self::of(&Message::empty(Role::Other))
    }
}

impl Skeleton {
    /// What stays of a message.
    pub fn of(message: &Message<'_>) -> Self {
        Self {
            role: message.role,
            calls: message.calls.iter().map(|call| (call.id.into(), tool_name(call.tool))).collect(),
            results: message.results.iter().map(|&id| id.into()).collect(),
            is_note: is_note(message),
            plain: message.is_plain(),
            opaque: message.opaque,
            editable: message.texts.iter().any(|text| text.editable),
            apart: message.apart,
            link: message.link,
        }
    }

    /// The message again, its texts and images aside.
    pub fn message(&self) -> Message<'_> {
        Message {
            calls: self.calls.iter().map(|(id, tool)| Call { id, tool }).collect(),
            results: self.results.iter().map(|id| &**id).collect(),
            ..Message::empty(self.role)
        }
    }
}

/// A tool's name as a reader meets it; a name that is none would break the line it stands in.
fn tool_name(tool: &str) -> Arc<str> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'/');
    let named = (1..=LONGEST_TOOL).contains(&tool.len()) && tool.bytes().all(is_name);
    Arc::from(if named { tool } else { UNKNOWN_TOOL })
}

/// What a text is called that is no result.
pub fn speaker(role: Role) -> &'static str {
    match role {
        Role::System => "the system prompt",
        Role::User => "the user's words",
        Role::Assistant => "your answer",
        Role::Tool | Role::Other => "a message",
    }
}
