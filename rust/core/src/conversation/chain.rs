//! What a service holds of a conversation that it goes on with from an answer, rather than being sent all of it.
//!
//! It holds what it was sent before that answer, which is not known: the conversation may have been begun without Headroom or
//! under other settings. So it goes on only where what was reported for the answer says that it holds what would be sent today,
//! or where all fits however it was sent. Else the chain is cut: the request holds all that is read.

use super::Conversation;
use crate::counting::{Cost, estimate, most};
use crate::models::Bounded;
use crate::plan::Plan;

impl Conversation {
    /// Decides whether the chain is cut, and counts what the service reads more than the messages say.
    pub(super) fn count_held(&self, plan: &mut Plan) {
        let Some(link) = self.last_link else { return };
        let reported = self.entries[link].skeleton.link.unwrap_or_default();
        let sent = self.with_notes(self.allowance.base + self.after_of_first(link), link);
        let given = self.allowance.given + self.before_of_first(link);
        let holds_what_is_sent = self.moved_for.is_none_or(|moved_for| moved_for < link)
            && (estimate(&sent, &self.model).low..=most(&sent, &self.model)).contains(&reported);
        plan.cuts_chain = !holds_what_is_sent && !self.fits_as_it_came(link, most(&given, &self.model).max(reported));
        plan.complete &= plan.cuts_chain || holds_what_is_sent;
        if reported > most(&sent, &self.model) {
            plan.before += self.more_than(&given, reported);
            plan.after += if plan.cuts_chain { Cost::default() } else { self.more_than(&sent, reported) };
        }
    }

    /// Whether what is sent from message `link` on fits behind so many tokens, where nothing has to leave.
    fn fits_as_it_came(&self, link: usize, held: usize) -> bool {
        let behind: Cost = self.entries[link..].iter().map(|entry| entry.decision.after).sum();
        let fits = |budget| held + most(&behind, &self.model) <= budget;
        !self.window.has_moved() && self.allowance.budget.is_none_or(fits)
    }

    fn more_than(&self, counted: &Cost, reported: usize) -> Cost {
        Bounded::exactly(reported.saturating_sub(estimate(counted, &self.model).value)).into()
    }
}
