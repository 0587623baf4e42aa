//! A conversation as the core sees it: borrowed texts, and the ids that tie tool results to their calls.

use crate::models::Detail;

/// What a result is called whose tool is not known.
pub const UNKNOWN_TOOL: &str = "a tool";

/// A longer name of a tool is not repeated to the reader.
const LONGEST_TOOL: usize = 64;

/// A tool's name as a reader meets it; a name that is none would break the line it stands in.
#[must_use]
pub fn tool_name(tool: &str) -> &str {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'/');
    let named = (1..=LONGEST_TOOL).contains(&tool.len()) && tool.bytes().all(is_name);
    if named { tool } else { UNKNOWN_TOOL }
}

/// Who speaks. Roles the core has no rule for are [`Role::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Instructions (`system`, `developer`).
    System,
    /// The user, or tool results in Anthropic's shape.
    User,
    /// The model.
    Assistant,
    /// A tool's result.
    Tool,
    /// Anything else.
    Other,
}

impl From<&str> for Role {
    fn from(name: &str) -> Self {
        match name {
            "system" | "developer" => Self::System,
            "user" => Self::User,
            "assistant" | "model" => Self::Assistant,
            "tool" | "function" => Self::Tool,
            _ => Self::Other,
        }
    }
}

impl Role {
    /// The name that clients know it by; [`Role::Other`] has none.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
            Self::Other => "",
        }
    }
}

/// One billed text of a message.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct Text<'a> {
    /// The text.
    pub text: &'a str,
    /// Whether it may be rewritten.
    pub editable: bool,
    /// The id of the call whose result it is; empty where that is not known.
    pub answers: Option<&'a str>,
    /// Whether it stands in the prompt as it is, so that others may refer to it. Calls are written as JSON, reasoning is left
    /// out by some providers, and of a text with lone surrogates nobody knows how it is sent. To a result that is a value, no
    /// text, others may refer once it is rewritten.
    pub is_quotable: bool,
    /// Whether Headroom has written it, as whoever brings it knows: what anybody may have written does not tell.
    pub is_ours: bool,
    /// Whether it was looked up for what the user says, so that it may refer to what stands above, as a result may.
    pub is_looked_up: bool,
}

impl<'a> Text<'a> {
    /// A text that is sent as it is.
    #[must_use]
    pub fn fixed(text: &'a str) -> Self {
        Self { text, editable: false, answers: None, is_quotable: true, is_ours: false, is_looked_up: false }
    }
}

/// One tool call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call<'a> {
    /// Its id.
    pub id: &'a str,
    /// The tool that is called; empty where that is not known.
    pub tool: &'a str,
    /// What it is called with, mostly JSON; empty where that is not known.
    pub arguments: &'a str,
}

impl<'a> Call<'a> {
    /// One of which nothing is known but perhaps the tool.
    #[must_use]
    pub fn unknown(tool: &'a str) -> Self {
        Self { id: "", tool, arguments: "" }
    }
}

/// Where an image is.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A data URL or base64; any other text is an address, behind which nobody looks.
    Text(&'a str),
    /// The file itself.
    Bytes(&'a [u8]),
    /// Somewhere else.
    Elsewhere,
}

/// One image of a message.
#[derive(Clone, Copy, Debug)]
pub struct Image<'a> {
    /// Where it is.
    pub source: Source<'a>,
    /// How closely the model is asked to look.
    pub detail: Detail,
}

/// A part of a message that is billed or not: nobody says how, or whether the model is shown it.
#[derive(Clone, Copy, Debug)]
pub enum Unread<'a> {
    /// A text: at most what it comes to as it stands.
    Text(&'a str),
    /// As many bytes of what cannot be read, such as encrypted reasoning: at most a token each.
    Bytes(usize),
}

/// One message.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct Message<'a> {
    /// Who speaks.
    pub role: Role,
    /// Every text that is billed, in order.
    pub texts: Vec<Text<'a>>,
    /// The tool calls it makes.
    pub calls: Vec<Call<'a>>,
    /// Ids of the tool calls it answers.
    pub results: Vec<&'a str>,
    /// Images, in order.
    pub images: Vec<Image<'a>>,
    /// Whether one of the texts is the speaker's name, which some providers frame.
    pub named: bool,
    /// Whether it holds something billed that nothing here bounds.
    pub opaque: bool,
    /// What may be billed beside the texts and the images.
    pub unread: Vec<Unread<'a>>,
    /// Whether nothing refers to it or over it: the prompt may not hold what stands there, or not in this form.
    pub apart: bool,
    /// Of an answer that the service can go on from, holding all before it: the input tokens it reported, 0 for none.
    pub link: Option<usize>,
    /// The tool whose results it says they are, for those of calls that are not known; empty where it does not say.
    pub tool: &'a str,
    /// Whether it is there for Headroom's sake, as whoever brings it knows: a call of a tool of ours, or what that answers.
    pub is_ours: bool,
}

impl Message<'_> {
    /// A message of `role` that says nothing.
    #[must_use]
    pub fn empty(role: Role) -> Self {
        Message {
            role,
            texts: Vec::new(),
            calls: Vec::new(),
            results: Vec::new(),
            images: Vec::new(),
            named: false,
            opaque: false,
            unread: Vec::new(),
            apart: false,
            link: None,
            tool: "",
            is_ours: false,
        }
    }

    /// It with texts that are results, where none says so: all of a tool's message answers its one call.
    #[must_use]
    pub fn answered(mut self) -> Self {
        if self.role == Role::Tool && self.texts.iter().all(|text| text.answers.is_none()) {
            let answered = if let [only] = self.results[..] { only } else { "" };
            self.texts.iter_mut().for_each(|text| text.answers = Some(answered));
        }
        self
    }

    /// Whether it is text alone: no tool calls, no results, nothing else.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.calls.is_empty()
            && self.results.is_empty()
            && self.images.is_empty()
            && self.unread.is_empty()
            && !self.opaque
    }

    /// Whether all of it may be left out of the prompt, its framing included.
    #[must_use]
    pub fn may_be_nothing(&self) -> bool {
        self.texts.is_empty() && self.images.is_empty() && self.calls.is_empty() && !self.unread.is_empty()
    }

    /// Whether the model speaks.
    #[must_use]
    pub fn speaks(&self) -> bool {
        self.role == Role::Assistant || !self.calls.is_empty()
    }

    /// Whether a turn of the conversation starts here: the user speaks, rather than a tool through the user's role.
    #[must_use]
    pub fn starts_turn(&self) -> bool {
        self.role == Role::User && self.results.is_empty()
    }
}
