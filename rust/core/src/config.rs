//! Every setting and its default: the one place where defaults stand.

/// How much a reader has to put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// Every value stands in the text as it is.
    #[default]
    Default,
    /// What a column's values begin and end with, and columns that count up, stand once in its header.
    Compact,
}

/// How the JSON in messages is rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrushConfig {
    /// Whether messages are rewritten at all.
    pub enabled: bool,
    /// What may be stated once in a table's header.
    pub level: Level,
}

impl Default for CrushConfig {
    fn default() -> Self {
        Self { enabled: true, level: Level::Default }
    }
}

/// What leaves first when a conversation outgrows the model's context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Whole turns, oldest first.
    #[default]
    DropTurns,
    /// Results of tools, oldest first, each for a line that says so; then whole turns.
    MaskResults,
}

/// Which turns stay when a conversation outgrows the model's context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowConfig {
    /// Whether turns may leave at all.
    pub enabled: bool,
    /// Whether system messages always stay.
    pub keep_system: bool,
    /// How many of the newest turns stay whole as long as they fit, and of their rounds stay always; at least one.
    pub keep_last_turns: usize,
    /// Tokens of the context that are kept free for the answer.
    pub output_buffer_tokens: usize,
    /// When something leaves, so much leaves that at most this share of the budget stays used, in percent.
    pub low_water_percent: usize,
    /// What leaves first.
    pub policy: Policy,
}

impl Default for WindowConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            keep_system: true,
            keep_last_turns: 2,
            output_buffer_tokens: 4000,
            low_water_percent: 70,
            policy: Policy::default(),
        }
    }
}

/// All settings of the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Rewriting.
    pub crush: CrushConfig,
    /// Whether results refer to what earlier messages say already.
    pub repeats: bool,
    /// Rolling window.
    pub window: WindowConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self { crush: CrushConfig::default(), repeats: true, window: WindowConfig::default() }
    }
}
