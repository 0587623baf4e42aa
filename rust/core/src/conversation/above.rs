//! What stands above a message: the texts that its results may refer to, and the orders of fields that are known there.

use super::passage::{Dependent, Passage, Quotable};
use crate::changes::{CHANGES, drafts};
use crate::config::{Level, is_worth_it};
use crate::counting::{is_less, tally_text};
use crate::forms::json::{Ordered, ordered, own_fields};
use crate::forms::{self, FieldLists, Nature, Orders, Terms};
use crate::models::Model;
use crate::repeats::{Index, Origin, REPEATS, Reading, is_reference};
use crate::vocabulary::Tally;

/// The texts of the messages so far, as they are sent.
#[derive(Clone, Debug, Default)]
pub struct Above {
    index: Index,
    orders: Orders,
    /// What the last message says, and who: it is read when the next one comes, which for many never does.
    last: Vec<Quotable>,
}

impl Above {
    /// Whether there is nothing to refer to.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Adds texts of the last message.
    pub fn add(&mut self, texts: impl Iterator<Item = Quotable>) {
        self.last.extend(texts);
    }

    /// Reads the last message; its texts do not refer to each other.
    pub fn read_last(&mut self) {
        let read = |last: Quotable| {
            if !last.is_source {
                Reading::new(last.sent).show_to(&mut self.index);
                return None;
            }
            let reading = Reading::of_sent(&last.sent, last.reading, &mut self.index);
            Some((reading, last.origin, last.fields.or_else(|| fields_of(&last.sent))))
        };
        let last: Vec<(Reading, Origin, Option<FieldLists>)> = self.last.drain(..).filter_map(read).collect();
        for (reading, origin, fields) in last {
            reading.add_to(&mut self.index, origin);
            self.orders.add(fields.as_ref());
        }
    }

    /// Makes this the point to go back to.
    pub fn mark(&mut self) {
        self.index.mark();
        self.orders.mark();
    }

    /// Goes back to that point, the last message forgotten, and says whether it could.
    pub fn undo(&mut self) -> bool {
        self.last.clear();
        let can = self.index.undo();
        if can {
            self.orders.undo();
        }
        can
    }

    /// A result as it refers to what stands above, if that saves enough to be worth it: by marks or by what changed, whichever
    /// takes less; and how what is sent reads. JSON is written at `level`.
    pub fn refer(&mut self, text: &Passage, model: &Model, level: Level) -> (Option<Dependent>, Reading) {
        let (marked, reading) = self.marked(text, model, level);
        let least = marked.as_ref().map_or(text.settled.after, |marked| marked.cost);
        match self.changed(text, &least, model) {
            Some(changed) => (Some(changed.clone()), Reading::new(changed.text)),
            None => (marked, reading),
        }
    }

    /// A view with marks for those of its lines that stand above, if that saves enough to be worth it; and how it reads.
    pub fn refer_view(&mut self, view: &Dependent, model: &Model) -> Option<(Dependent, Reading)> {
        let own = Reading::new(view.text.clone());
        let (marked, reading) = self.written(&own, &view.cost, view.fields.clone(), model)?;
        let is_worth = is_worth_it(view.cost.tokens(), marked.cost.tokens());
        is_worth.then_some((Dependent { transform: view.transform, ..marked }, reading))
    }

    /// A result that states what changed in an earlier one, if that takes less than `most` and saves enough.
    fn changed(&self, text: &Passage, most: &Tally, model: &Model) -> Option<Dependent> {
        if text.settled.nature != Some(Nature::Plain) {
            return None;
        }
        let drafts = drafts(&text.text, &text.origin, &self.index).into_iter();
        let counted = drafts.map(|text| (tally_text(&text, model), text));
        let (cost, changed) = counted.min_by_key(|(cost, _)| cost.tokens())?;
        let is_worth = is_worth_it(text.settled.after.tokens(), cost.tokens()) && is_less(&cost, most, model);
        let fields = || text.own_fields().unwrap_or_else(|| own_fields(&text.text));
        is_worth.then(|| Dependent { text: changed.into(), cost, transform: CHANGES, fields: Some(fields()) })
    }

    /// A result with marks for what stands above.
    fn marked(&mut self, text: &Passage, model: &Model, level: Level) -> (Option<Dependent>, Reading) {
        let own = Reading::new(text.text.clone());
        let is_worth =
            |(referring, _): &(Dependent, Reading)| is_worth_it(text.settled.after.tokens(), referring.cost.tokens());
        let as_it_is = self.written(&own, &text.settled.after, text.own_fields(), model).filter(is_worth);
        let least = as_it_is.as_ref().map_or(text.settled.after, |(referring, _)| referring.cost);
        let mut in_known_order = || {
            let terms = Terms { vocabulary: model.vocabulary, level };
            let Ordered { text, fields } = ordered(&text.text, &text.settled.fields, &self.orders, terms)?;
            self.written(&Reading::new(text.into()), &least, Some(fields), model)
        };
        match in_known_order().filter(is_worth).or(as_it_is) {
            Some((referring, reading)) => (Some(referring), reading),
            None => (None, own),
        }
    }

    /// A text with marks for what stands above, if it takes less than `cost`; and how that reads.
    fn written(
        &mut self,
        own: &Reading,
        cost: &Tally,
        fields: Option<FieldLists>,
        model: &Model,
    ) -> Option<(Dependent, Reading)> {
        let (text, reading) = own.written(&mut self.index)?;
        let counted = tally_text(&text, model);
        let marked = || Dependent { text: text.into(), cost: counted, transform: REPEATS, fields };
        is_less(&counted, cost, model).then(|| (marked(), reading))
    }
}

/// The fields of the objects in a text that is sent as it came; nobody knows those of a text that came in a form of ours, as
/// it may stand for far more than it takes.
fn fields_of(sent: &str) -> Option<FieldLists> {
    (!is_reference(sent) && !forms::is_marked(sent)).then(|| own_fields(sent))
}
