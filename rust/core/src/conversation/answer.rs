//! What a conversation answers: the plan, from what was decided of each message.

use super::Conversation;
use super::entry::Entry;
use super::passage::Passage;
use crate::counting::most;
use crate::plan::{Action, Edit, Plan};
use crate::window::Selection;

impl Conversation {
    /// Puts the plan together.
    pub(super) fn planned(&self, selection: Selection) -> Plan {
        let mut plan = Plan {
            edits: self.edits(),
            stable: self.stable,
            before: self.allowance.base + self.before_of_first(self.entries.len()),
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
