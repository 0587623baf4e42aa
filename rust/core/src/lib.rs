//! Headroom's core: exact token counting, lossless JSON compression and the rolling window.
//!
//! One entry serves a model call: [`Conversation::plan`](conversation::Conversation::plan) borrows messages and answers
//! with edits, drops and counts, never with messages.
//!
//! ```
//! use headroom_core::config::Config;
//! use headroom_core::conversation::{Request, expand, plan};
//! use headroom_core::message::{Call, Message, Role, Text};
//! use headroom_core::models::resolve;
//!
//! let stock = r#"[{"sku": "A-100", "left": 7}, {"sku": "B-205", "left": 0}, {"sku": "C-310", "left": 12}]"#;
//! let asked = Message { texts: vec![Text::fixed("What is sold out?")], ..Message::empty(Role::User) };
//! let called = Message { calls: vec![Call { id: "1", tool: "stock", arguments: "" }], ..Message::empty(Role::Assistant) };
//! let result = Text { editable: true, answers: Some("1"), ..Text::fixed(stock) };
//! let answered = Message { texts: vec![result], results: vec!["1"], ..Message::empty(Role::Tool) };
//!
//! let (messages, model) = ([asked, called, answered], resolve("gpt-4o"));
//! let request = Request { messages: &messages, tools: None, sent_tools: None, output_schema: None, model: &model, limits: model.limits };
//! let plan = plan(&request, &Config::default());
//! let edit = &plan.edits[0];
//! assert_eq!((edit.message, edit.text), (2, 0));
//! assert_eq!(&*edit.replacement, "[3 rows: sku,left\nA-100,7\nB-205,0\nC-310,12\n]");
//! assert_eq!(expand(&edit.replacement, &messages[..2]).unwrap(), stock.replace(": ", ":").replace(", ", ","));
//! ```
//!
//! Each module uses only those above it in this list, which `tests/layering.rs` holds to:
//!
//! | module | what |
//! |---|---|
//! | [`config`] | every setting and its default |
//! | [`transform`] | how a text was rewritten, for people to read |
//! | [`memo`] | a bounded memory of texts that were worked on |
//! | [`fold`] | a text as a sloppy reader sees it |
//! | [`growth`] | how much a text in our notation may stand for |
//! | [`json`] | JSON as text: a borrowing parser, a minifying writer, Python reprs, JSON inside other text |
//! | [`vocabulary`] | exact tokens of a text; knows no model |
//! | [`views`] | what is shown of a large result, and addresses of what is not |
//! | [`models`] | the catalogue of models and services |
//! | [`message`] | a conversation as the core sees it: borrowed texts, and the ids that tie results to calls |
//! | [`counting`] | what texts, tools and images cost a model |
//! | [`window`] | what leaves when a conversation outgrows the context |
//! | [`repeats`] | references to what earlier messages say |
//! | [`forms`] | what a text may become on its own |
//! | [`pages`] | what is given of a result that was shown in part |
//! | [`changes`] | references that state what changed in an earlier result |
//! | [`plan`](mod@plan) | the answer: edits, drops and counts |
//! | [`conversation`] | all of it together, call by call |
//! | [`bulk`] | many texts at once, each by itself |
#![forbid(unsafe_code)]

pub mod bulk;
pub mod changes;
pub mod config;
pub mod conversation;
pub mod counting;
pub mod fold;
pub mod forms;
pub mod growth;
mod hash;
pub mod json;
pub mod memo;
pub mod message;
pub mod models;
pub mod pages;
pub mod plan;
pub mod repeats;
pub mod transform;
pub mod views;
pub mod vocabulary;
pub mod window;
