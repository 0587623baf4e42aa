//! What a conversation answers: the plan, from what was decided of each message.

use super::Conversation;
use super::entry::Entry;
use super::passage::Passage;
use super::transcript::Transcript;
use super::viewing::Retrievable;
use crate::counting::{Cost, most};
use crate::plan::{Action, Edit, LeftOut, Plan, Retrieved};
use crate::window::Selection;

impl Conversation {
    /// Puts the plan together.
    pub(super) fn planned(&self, selection: Selection) -> Plan {
        let mut plan = Plan {
            edits: self.edits(),
            left_out: self.left_out(),
            retrieved: self.retrieved(),
            stable: self.stable,
            before: self.allowance.given + self.before_of_first(self.entries.len()),
            after: self.allowance.base + self.after,
            decisions: self.entries.iter().map(|entry| entry.decision.clone()).collect(),
            complete: true,
            opaque: self.opaque(),
            budget: self.allowance.budget,
            faults: self.entries.iter().flat_map(|entry| &entry.texts).filter(|text| text.settled.failed).count(),
            ..Plan::default()
        };
        plan.after = self.with_notes(plan.after, self.entries.len());
        self.put_notes(&mut plan);
        self.count_held(&mut plan);
        plan.over_budget = plan.budget.is_some_and(|budget| most(&plan.after, &self.model) > budget);
        plan.dropped = selection.dropped;
        plan
    }

    /// Lists the texts of which a part is shown, or nothing, and what has left.
    fn left_out(&self) -> Vec<LeftOut> {
        if !self.config.views.enabled {
            return Vec::new();
        }
        let stays = |entry: &&Entry| entry.decision.action != Action::Dropped;
        let texts = self.entries.iter().filter(stays).flat_map(|entry| &entry.texts);
        let shown = texts.filter_map(|text| text.left_out()).map(Retrievable::left_out);
        shown.chain(self.transcripts.iter().map(Transcript::left_out)).collect()
    }

    /// Adds up what the model has asked for in its last answer of what was left out.
    fn retrieved(&self) -> Retrieved {
        let answer = self.entries.iter().rposition(|entry| entry.skeleton.is_of_model());
        let behind = answer.map_or(&[][..], |answer| &self.entries[answer..]);
        let shows_views = self.config.views.enabled;
        let given = |entry: &'_ Entry| {
            let is_given = |text: &&Passage| entry.is_ours || (shows_views && text.is_page());
            entry.texts.iter().filter(is_given).map(|text| Cost::from(text.cost())).collect::<Vec<_>>()
        };
        let pages = behind.iter().skip(1).flat_map(given);
        let (pages, cost) = pages.fold((0, Cost::default()), |(count, sum), cost| (count + 1, sum + cost));
        Retrieved { pages, cost, alone: pages > 0 && behind.iter().all(|entry| entry.is_retrieval) }
    }

    /// Lists the messages that hold something billed that nothing bounds.
    fn opaque(&self) -> Vec<usize> {
        let entries = self.entries.iter().enumerate();
        entries.filter(|(_, entry)| entry.skeleton.opaque).map(|(index, _)| index).collect()
    }

    /// Lists what to send in place of texts, from the first message on that is sent otherwise than in the last plan.
    fn edits(&self) -> Vec<Edit> {
        let of = |(index, entry): (usize, &Entry)| {
            let texts = entry.texts.iter().enumerate();
            let edit = move |(text, passage): (usize, &Passage)| {
                let replacement = passage.replacement()?;
                Some(Edit { message: index + self.stable, text, replacement })
            };
            let stays = entry.decision.action != Action::Dropped;
            texts.filter_map(edit).filter(move |_| stays).collect::<Vec<_>>()
        };
        self.entries[self.stable..].iter().enumerate().flat_map(of).collect()
    }
}
