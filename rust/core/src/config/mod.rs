//! Every setting, its name and its default: the one place where defaults stand.

mod budgets;
mod patterns;
#[macro_use]
mod setting;

pub use budgets::Budgets;
pub use patterns::Patterns;
pub use setting::{Setting, SettingValue, SettingsSource};

/// A reader of what was rewritten sees another text than the one it is asked about, and a cache of prompts another one than
/// without Headroom: a few tokens are not worth that. So many are, however long the text is.
pub const LEAST_SAVED_TOKENS: usize = 10;

/// In short texts so many in a hundred are enough.
pub const LEAST_SAVED_PERCENT: usize = 5;

/// Whether sending `after` tokens in place of `before` is worth sending another text.
#[must_use]
pub fn is_worth_it(before: usize, after: usize) -> bool {
    let share = before.saturating_mul(LEAST_SAVED_PERCENT).div_ceil(100);
    before.saturating_sub(after) >= LEAST_SAVED_TOKENS.min(share).max(1)
}

/// How much a reader has to put together: the later, the more, and the fewer tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Every cell says its column, and nothing is referred to. For small models, which count cells badly.
    Plain,
    /// Every value stands in the text as it is, and cells say their column where it is far to see.
    #[default]
    Default,
    /// What a column's values begin and end with, and columns that count up, stand once in its header.
    Compact,
}

impl Level {
    /// What users call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Default => "default",
            Self::Compact => "compact",
        }
    }
}

choices! {
    /// Which level texts are rewritten at.
    LevelChoice {
        /// The one that the model's entry in the catalogue says.
        #[default]
        Auto = "auto",
        /// [`Level::Plain`], whatever the model.
        Plain = "plain",
        /// [`Level::Default`], whatever the model.
        Default = "default",
        /// [`Level::Compact`], whatever the model.
        Compact = "compact",
    }
}

impl LevelChoice {
    /// The level that this means for a model whose own is `of_model`.
    #[must_use]
    pub fn or(self, of_model: Level) -> Level {
        match self {
            Self::Auto => of_model,
            Self::Plain => Level::Plain,
            Self::Default => Level::Default,
            Self::Compact => Level::Compact,
        }
    }
}

choices! {
    /// What leaves first when a conversation outgrows the model's context.
    Policy {
        /// Whole turns, oldest first.
        #[default]
        DropTurns = "drop_turns",
        /// Results of tools, oldest first, each for a line that says so; then whole turns.
        MaskResults = "mask_results",
    }
}

settings! {
    /// How the JSON in messages is rewritten.
    CrushConfig {
        /// Whether messages are rewritten at all.
        enabled: bool = true,
        /// A short way to say that the level is the compact one.
        compact: bool = false,
        /// Tools whose results stay as they are.
        exclude_tools: Patterns = Patterns::default(),
        /// Roles whose messages stay as they are; results are those of the role `tool`.
        exclude_roles: Patterns = Patterns::default(),
        /// How much a reader has to put together.
        level: LevelChoice = LevelChoice::default(),
    }
}

impl CrushConfig {
    /// The level that texts are rewritten at for a model whose own is `of_model`.
    #[must_use]
    pub fn level(&self, of_model: Level) -> Level {
        if self.compact { Level::Compact } else { self.level.or(of_model) }
    }
}

settings! {
    /// Which turns stay when a conversation outgrows the model's context.
    #[derive(Copy)]
    WindowConfig {
        /// Whether turns may leave at all.
        enabled: bool = true,
        /// Whether system messages always stay.
        keep_system: bool = true,
        /// How many of the newest turns stay whole as long as they fit, and of their rounds stay always; at least one.
        keep_last_turns: usize = 2,
        /// Tokens of the context that are kept free for the answer, where the request does not say how long that may be.
        output_buffer_tokens: usize = 4000,
        /// When something leaves, so much leaves that at most this share of the budget stays used, in percent.
        low_water_percent: usize = 70,
        /// What leaves first.
        policy: Policy = Policy::default(),
    }
}

settings! {
    /// What is shown of results that are large in their shortest form, the rest of which is to be had by an address.
    ViewConfig {
        /// Whether anything is left out; only where the model can ask for it.
        enabled: bool = false,
        /// Tokens that a result may take; only what takes half as much again is shown in part.
        budget_tokens: usize = 1500,
        /// Tools whose results are shown as a whole.
        exclude_tools: Patterns = Patterns::default(),
        /// Other budgets by tool.
        budgets: Budgets = Budgets::default(),
    }
}

impl ViewConfig {
    /// The tokens that a result of `tool` may take; `None` where it is shown as a whole.
    #[must_use]
    pub fn budget(&self, tool: &str) -> Option<usize> {
        let is_viewed = self.enabled && !self.exclude_tools.matches(tool);
        is_viewed.then(|| self.budgets.of(tool).unwrap_or(self.budget_tokens))
    }
}

settings! {
    /// All settings of the core.
    Config {
        /// Rewriting.
        crush ("smart_crusher"): CrushConfig = CrushConfig::default(),
        /// Whether results refer to what earlier messages say already.
        repeats: bool = true,
        /// Views of large results.
        views: ViewConfig = ViewConfig::default(),
        /// Rolling window.
        window ("rolling_window"): WindowConfig = WindowConfig::default(),
    }
}

#[cfg(test)]
mod tests;
