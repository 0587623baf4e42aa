//! Where the note of what has left stands: roles go on alternating, as strict chat templates demand.
//!
//! It is added to what the user says beside the gap. Between what the user said twice it is a message of the model's. Where
//! the user's words may not be changed, it is a message of the user's, parted from them by the model's, which tells of a half.

use std::ops::Range;
use std::sync::Arc;

use super::Conversation;
use super::entry::Entry;
use super::expand::without_our_note;
use super::passage::Passage;
use super::settle::tally;
use super::transcript::Transcript;
use crate::counting::{Cost, estimate};
use crate::forms;
use crate::forms::quoted::said;
use crate::message::Role;
use crate::plan::{Edit, Note, Plan};
use crate::window::{Left, NOTE_BREAK, note};

/// The notes of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Messages of their own.
    apart: Vec<Note>,
    /// Texts with a note, as they are sent.
    added: Vec<Edit>,
    /// What they tell of, where it is to be had again.
    pub transcripts: Vec<Transcript>,
}

impl Notes {
    /// The first message that is sent otherwise for them, or behind which one stands.
    pub fn first(&self) -> Option<usize> {
        let apart = self.apart.iter().map(|note| note.before);
        apart.chain(self.added.iter().map(|edit| edit.message)).min()
    }

    /// The first text with a note.
    pub fn first_added(&self) -> Option<usize> {
        self.added.first().map(|edit| edit.message)
    }
}

impl Conversation {
    /// Finds where notes stand for the messages in `dropped`, ascending. Linear in them.
    pub(super) fn notes_for(&self, dropped: &[usize]) -> Notes {
        let mut notes = Notes::default();
        let gaps = || dropped.chunk_by(|one, next| one + 1 == *next).map(|gap| gap[0]..gap[gap.len() - 1] + 1);
        let mut bearing: Vec<Range<usize>> = gaps().filter(|gap| self.is_between_users(gap)).collect();
        if bearing.is_empty() {
            bearing.extend(gaps().next());
        }
        // Each note tells of what has left since the one before it, the last of all that is left to tell.
        let mut told = 0;
        for (number, gap) in bearing.iter().enumerate() {
            let end = if number + 1 == bearing.len() { usize::MAX } else { gap.end };
            let telling = dropped.partition_point(|&index| index < end);
            notes.add(self, gap, &dropped[told..telling]);
            told = telling;
        }
        notes
    }

    /// What messages cost with the notes that stand before message `end` beside what they cost without.
    pub(super) fn with_notes(&self, mut cost: Cost, end: usize) -> Cost {
        for edit in self.notes.added.iter().filter(|edit| edit.message < end) {
            let own = self.entries[edit.message].texts[edit.text].cost();
            cost = cost - own.into() + tally(&edit.replacement, &self.model).into();
        }
        for note in self.notes.apart.iter().filter(|note| note.before < end) {
            cost += Cost { text: tally(&note.text, &self.model), billed: self.framing.per_message, ..Cost::default() };
        }
        cost
    }

    /// Puts the notes into a plan that knows what else is sent.
    pub(super) fn put_notes(&self, plan: &mut Plan) {
        let place = |edit: &Edit| (edit.message, edit.text);
        for edit in self.notes.added.iter().filter(|edit| edit.message >= plan.stable) {
            let at = plan.edits.partition_point(|other| place(other) < place(edit));
            let is_edited = plan.edits.get(at).is_some_and(|other| place(other) == place(edit));
            plan.edits.splice(at..at + usize::from(is_edited), [edit.clone()]);
        }
        plan.notes.clone_from(&self.notes.apart);
    }

    /// What has left with these messages, and what had left before, where they tell of it.
    fn left(&self, dropped: &[usize]) -> Left {
        let entries = || dropped.iter().map(|&index| &self.entries[index]);
        let texts = || entries().flat_map(|entry| &entry.texts);
        let told = || texts().filter_map(|text| without_our_note(&text.text, text.is_ours).1);
        let cost: Cost = entries().map(|entry| entry.decision.before).sum();
        Left {
            messages: told().map(|left| left.messages).fold(dropped.len(), usize::saturating_add),
            tokens: told().map(|left| left.tokens).fold(estimate(&cost, &self.model).value, usize::saturating_add),
        }
    }

    fn is_between_users(&self, gap: &Range<usize>) -> bool {
        [gap.start.checked_sub(1), Some(gap.end)].into_iter().all(|index| self.user_at(index).is_some())
    }

    /// Whether the message at an index is the user's, be it an earlier note.
    fn is_of_user(&self, index: Option<usize>) -> bool {
        index.and_then(|index| self.entries.get(index)).is_some_and(|entry| entry.skeleton.is_of_user())
    }

    /// The message at an index, where the user speaks there.
    fn user_at(&self, index: Option<usize>) -> Option<&Entry> {
        self.entries.get(index?).filter(|entry| entry.skeleton.starts_turn())
    }
}

/// A note, and what it tells of.
struct Telling {
    note: String,
    transcript: Option<Transcript>,
}

impl Telling {
    fn of(left: &[usize], conversation: &Conversation) -> Self {
        let transcript = conversation.transcript(left);
        let address = transcript.as_ref().map(|transcript| &*transcript.address);
        Self { note: note(conversation.left(left), address), transcript }
    }
}

impl Notes {
    /// Adds a note of what has `left` where its gap is.
    fn add(&mut self, conversation: &Conversation, gap: &Range<usize>, left: &[usize]) {
        if !conversation.is_between_users(gap) && self.add_to_words(conversation, gap, left) {
            return;
        }
        let (one, other) = left.split_at(left.len() / 2);
        let mut say = |role, left| self.say(gap, role, Telling::of(left, conversation));
        match [gap.start.checked_sub(1), Some(gap.end)].map(|index| conversation.is_of_user(index)) {
            [true, true] => say(Role::Assistant, left),
            [false, false] => say(Role::User, left),
            _ if one.is_empty() => say(Role::User, left),
            [after_user, _] => {
                let roles = if after_user { [Role::Assistant, Role::User] } else { [Role::User, Role::Assistant] };
                roles.into_iter().zip([one, other]).for_each(|(role, half)| say(role, half));
            }
        }
    }

    /// Adds it to what the user says beside the gap, and says whether it could.
    fn add_to_words(&mut self, conversation: &Conversation, gap: &Range<usize>, left: &[usize]) -> bool {
        let behind = gap.start.checked_sub(1);
        let open = |index| conversation.user_at(index).filter(|user| user.texts.iter().any(is_open));
        let (before, after) = (open(behind), open(Some(gap.end)));
        if before.or(after).is_none() {
            return false;
        }
        let Telling { note, transcript } = Telling::of(left, conversation);
        let front = || Some((gap.end, in_front(&note, after?)?));
        let back = || Some((behind?, at_the_end(&note, before?)?));
        let Some((message, (text, replacement))) = front().or_else(back) else { return false };
        self.added.push(Edit { message, text, replacement });
        self.transcripts.extend(transcript);
        true
    }

    /// Tells of it in a message of its own.
    fn say(&mut self, gap: &Range<usize>, role: Role, telling: Telling) {
        self.apart.push(Note { before: gap.start, role, text: telling.note });
        self.transcripts.extend(telling.transcript);
    }
}

/// The number of the user's first text, and that behind a note; `None` where it may not be rewritten.
fn in_front(note: &str, user: &Entry) -> Option<(usize, Arc<str>)> {
    let number = user.texts.iter().position(is_open)?;
    joined(&user.texts[number], |words| format!("{note}{NOTE_BREAK}{words}")).map(|text| (number, text))
}

/// The number of the user's last text, and that before a note.
fn at_the_end(note: &str, user: &Entry) -> Option<(usize, Arc<str>)> {
    let number = user.texts.iter().rposition(is_open)?;
    joined(&user.texts[number], |words| format!("{words}{NOTE_BREAK}{note}")).map(|text| (number, text))
}

/// Whether a note may be added: it may be rewritten, bears none, and is not quoted, which the note would be with it.
fn is_open(text: &Passage) -> bool {
    let is_noted = || without_our_note(&text.text, text.is_ours).1.is_some();
    text.settled.nature.is_some() && !is_noted() && said(&text.text).is_none()
}

/// What is sent of a text with a note, where it reads as it does without.
fn joined(text: &Passage, with_note: impl Fn(&str) -> String) -> Option<Arc<str>> {
    let sent = text.sent_text();
    let (noted, read) = (with_note(sent), forms::expand(sent).ok()?);
    let is_read = forms::expand(&noted).is_ok_and(|expanded| *expanded == with_note(&read));
    is_read.then(|| noted.into())
}
