//! What a message is beside its texts, owned: what outlives the call that brought it.

use std::sync::Arc;

use crate::config::Patterns;
use crate::message::{Call, Message, Role, tool_name};
use crate::repeats::{Arguments, Origin};
use crate::window::is_note;

/// A message without its texts.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct Skeleton {
    role: Role,
    /// Id of each call, and who answers it.
    pub calls: Vec<(Box<str>, Speaker)>,
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
        Self::of(&Message::empty(Role::Other), &Patterns::default())
    }
}

impl Skeleton {
    /// What stays of a message; results of the tools that are `exempt` are sent as they are.
    pub fn of(message: &Message<'_>, exempt: &Patterns) -> Self {
        Self {
            role: message.role,
            calls: message.calls.iter().map(|call| (call.id.into(), Speaker::answering(call, exempt))).collect(),
            results: message.results.iter().map(|&id| id.into()).collect(),
            is_note: is_note(message),
            plain: message.is_plain(),
            opaque: message.opaque,
            editable: message.texts.iter().any(|text| text.editable),
            apart: message.apart,
            link: message.link,
        }
    }

    /// Whether a turn of the conversation starts here; at the window's note none does.
    pub fn starts_turn(&self) -> bool {
        self.is_of_user() && !self.is_note
    }

    /// Whether the user seems to speak.
    pub fn is_of_user(&self) -> bool {
        self.role == Role::User && self.results.is_empty()
    }

    /// Whether the model speaks.
    pub fn is_of_model(&self) -> bool {
        self.role == Role::Assistant
    }

    /// The message again, its texts and images aside.
    pub fn message(&self) -> Message<'_> {
        Message {
            calls: self.calls.iter().map(|(id, tool)| Call { id, tool: &tool.origin.name, arguments: "" }).collect(),
            results: self.results.iter().map(|id| &**id).collect(),
            ..Message::empty(self.role)
        }
    }
}

/// Who says a text.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// What readers know it by.
    pub origin: Origin,
    /// Whether what it says stays as it is, by the settings.
    pub is_exempt: bool,
}

impl Speaker {
    /// The tool that answers a call, be it that nobody knows it.
    pub fn answering(call: &Call<'_>, exempt: &Patterns) -> Self {
        Self { origin: result_of(call), is_exempt: exempt.matches(call.tool) }
    }

    /// Whoever says what is no result.
    pub fn of(role: Role) -> Self {
        Self { origin: said_by(role), is_exempt: false }
    }
}

/// Where the result of a call comes from.
pub fn result_of(call: &Call<'_>) -> Origin {
    Origin { name: tool_name(call.tool).into(), arguments: Some(Arc::new(Arguments::of(call.arguments))) }
}

/// Where what is no result comes from.
pub fn said_by(role: Role) -> Origin {
    Origin::from(match role {
        Role::System => "the system prompt",
        Role::User => "the user's words",
        Role::Assistant => "your answer",
        Role::Tool | Role::Other => "a message",
    })
}
