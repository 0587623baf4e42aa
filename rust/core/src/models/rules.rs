//! The table of what requests cost beyond their text: framing, tools and images, by model, with the source of each number.
//!
//! Newest published numbers stand first. Where a maker published others before, or publishes none, they are bounds.

use super::Family;
use super::bounded::Bounded;
use super::framing::{Framing, Rules, Tools};
use super::images::{ImageLimits, Images, Pricing};
use super::rows::{has_word, tails};

/// `OpenAI`'s cookbook, "How to count tokens with tiktoken": `num_tokens_from_messages`. A tool call as
/// hmarr/openai-chat-tokens measured it on the API; at most a call or a result has the headers that `OpenAI`'s harmony
/// format documents, which are about 8 longer than those of a plain message.
const OPENAI: Framing = Framing {
    per_request: Bounded::exactly(0),
    per_message: Bounded::exactly(4), // tokens_per_message, and the role, which is one token of every vocabulary
    per_name: 1,
    reply_primer: Bounded::exactly(3),
    per_call: Bounded::new(0, 3, 8),
    per_result: Bounded::new(0, 0, 8),
    exact: true,
};

/// A request of one message measures about 7 more than its text, here split as `OpenAI`'s plus the rest once. Calls and
/// results are XML elements (Anthropic's documentation from before there was an interface for tools); how many tokens
/// those take more than the JSON is an estimate from their tags.
const ANTHROPIC: Framing = Framing {
    per_request: Bounded::new(0, 1, 4),
    per_message: Bounded::new(2, 4, 8),
    reply_primer: Bounded::new(0, 3, 4),
    per_call: Bounded::new(0, 20, 60),
    per_result: Bounded::new(0, 10, 40),
    exact: false,
    ..OPENAI
};

/// Chat templates differ. Qwen's `ChatML` and Llama 3's put five tokens around a message, and three before the reply,
/// `DeepSeek`'s one or two; some begin with a system prompt of their own (Qwen 2.5's has 20 tokens). For calls and results
/// `<tool_call>` and `<tool_response>` as Qwen's and Hermes' write them are the commonest, and their tokens the estimate.
const TEMPLATE: Framing = Framing {
    per_request: Bounded::new(0, 1, 30),
    per_message: Bounded::new(1, 5, 7),
    reply_primer: Bounded::new(0, 3, 5),
    per_call: Bounded::new(0, 12, 30),
    per_result: Bounded::new(0, 6, 20),
    exact: false,
    ..OPENAI
};

/// gpt-oss and models that are not made for messages: the framing is documented for chat models only. Harmony writes a
/// system message of its own, of some dozens of tokens.
const HARMONY: Framing =
    Framing { per_request: Bounded::new(0, 60, 120), per_message: Bounded::new(3, 4, 8), exact: false, ..OPENAI };

// `num_tokens_for_tools` of the cookbook: func_init is 7 for GPT-4o and 10 before, func_end 12.
const FUNCTIONS: Tools = Tools::Functions { per_tool: 7, per_request: 12 };
const FUNCTIONS_BEFORE: Tools = Tools::Functions { per_tool: 10, per_request: 12 };

/// `OpenAI`, "Images and vision", calculating costs: patch-based image tokenization.
const fn patches(
    percent: u64,
    low: ImageLimits,
    high: ImageLimits,
    original: ImageLimits,
    auto: ImageLimits,
) -> Pricing {
    Pricing::Patches { percent, low, high, original, auto }
}

/// The same where every detail has one limit.
const fn even_patches(percent: u64, limits: ImageLimits) -> Pricing {
    patches(percent, limits, limits, limits, limits)
}

/// `OpenAI`, "Images and vision", calculating costs: tile-based image tokenization.
const fn tiles(base: u64, tile: u64) -> Images {
    Images { best: Pricing::Tiles { base, tile }, others: &[] }
}

const fn images(best: Pricing, others: &'static [Pricing]) -> Images {
    Images { best, others }
}

const fn limits(edge: u64, patches: u64) -> ImageLimits {
    ImageLimits { edge, patches }
}

const SMALL: ImageLimits = limits(512, 256);
const USUAL: ImageLimits = limits(2048, 2_500);
const LARGE: ImageLimits = limits(6000, 10_000);
/// Larger images are refused.
const LARGEST: ImageLimits = limits(65_535, 30_000);
const WIDE: ImageLimits = limits(2048, 6_144);
/// The budget of every patch-based model until GPT-5.4.
const BEFORE: ImageLimits = limits(2048, 1_536);

const GPT_5_6: Images = images(patches(120, SMALL, USUAL, LARGEST, LARGEST), &[]);
const GPT_5_5: Images = images(patches(120, SMALL, USUAL, LARGE, LARGE), &[]);
const GPT_5_4: Images = images(patches(120, WIDE, USUAL, LARGE, USUAL), &[even_patches(120, BEFORE)]);
const GPT_5_2: Images = images(even_patches(120, WIDE), &[even_patches(120, BEFORE)]);
const GPT_5_MINI: Images = images(even_patches(120, BEFORE), &[even_patches(162, BEFORE)]);
const GPT_5_NANO: Images = images(even_patches(150, BEFORE), &[even_patches(246, BEFORE)]);
const GPT_4_1_MINI: Images = images(even_patches(162, WIDE), &[even_patches(162, BEFORE)]);
const GPT_4_1_NANO: Images = images(even_patches(246, BEFORE), &[]);
const O4_MINI: Images = images(even_patches(172, BEFORE), &[]);

// Anthropic, "Vision", resolution and token cost.
const STANDARD: Pricing = Pricing::Squares(limits(1568, 1_568));
const HIGH_RESOLUTION: Pricing = Pricing::Squares(limits(2576, 4_784));
const CLAUDE_OLD: Images = images(STANDARD, &[]);
const CLAUDE: Images = images(HIGH_RESOLUTION, &[]);
const CLAUDE_UNKNOWN: Images = images(HIGH_RESOLUTION, &[STANDARD]);

// Google, "Understand and count tokens" (tiles), "Image understanding" (crops) and, from Gemini 3, "Media resolution".
const GEMINI: Images = images(Pricing::GeminiTiles, &[Pricing::GeminiCrops, Pricing::Flat(258)]);
const GEMINI_3: Images = images(Pricing::Flat(1_120), &[Pricing::Flat(280), Pricing::Flat(2_240)]);

/// Nothing is published, or too much: `OpenAI`'s way, bounded by everybody's.
const UNKNOWN: Images =
    images(Pricing::Tiles { base: 85, tile: 170 }, &[HIGH_RESOLUTION, Pricing::GeminiCrops, even_patches(120, USUAL)]);

const fn openai(images: Images) -> Rules {
    Rules { framing: OPENAI, tools: FUNCTIONS, images }
}

/// `auto` and `any` are the tokens of the system prompt for these values of `tool_choice`: Anthropic, "Tool use",
/// pricing. `auto` is what nobody asks for; which it is does not reach the count.
const fn claude(images: Images, auto: usize, any: usize) -> Rules {
    let (low, high) = if auto < any { (auto, any) } else { (any, auto) };
    Rules { framing: ANTHROPIC, tools: Tools::Prompted(Bounded::new(low, auto, high)), images }
}

/// A Claude for which no prompt is published: between the least and the most of those that are.
const fn claude_unlisted(images: Images, auto: usize) -> Rules {
    Rules { framing: ANTHROPIC, tools: Tools::Prompted(Bounded::new(159, auto, 804)), images }
}

const fn template(images: Images) -> Rules {
    Rules { framing: TEMPLATE, tools: Tools::Template, images }
}

/// For models of one family, by words of their names; no words at all are the rest of the family.
type RulesRow = (Family, &'static [&'static str], Rules);

/// In order: the first row whose family and words fit stands.
#[rustfmt::skip] // one row a line
static ROWS: &[RulesRow] = &[
    (Family::OpenAi, &["gpt-oss"], Rules { framing: HARMONY, tools: FUNCTIONS, images: UNKNOWN }),
    (Family::OpenAi, &["gpt-4o-mini"], openai(tiles(2833, 5667))),
    (Family::OpenAi, &["gpt-4o", "chatgpt-4o", "gpt-4-o", "gpt-4.5"], openai(tiles(85, 170))),
    (Family::OpenAi, &["gpt-4.1-mini"], openai(GPT_4_1_MINI)),
    (Family::OpenAi, &["gpt-4.1-nano"], openai(GPT_4_1_NANO)),
    (Family::OpenAi, &["gpt-4.1"], openai(tiles(85, 170))),
    (Family::OpenAi, &["gpt-4", "gpt-3.5", "gpt-35"], Rules { framing: OPENAI, tools: FUNCTIONS_BEFORE, images: tiles(85, 170) }),
    (Family::OpenAi, &["gpt-5-mini", "gpt-5-codex-mini", "gpt-5.1-codex-mini"], openai(GPT_5_MINI)),
    (Family::OpenAi, &["gpt-5-nano"], openai(GPT_5_NANO)),
    (Family::OpenAi, &["gpt-5.2", "gpt-5.3"], openai(GPT_5_2)),
    (Family::OpenAi, &["gpt-5.4"], openai(GPT_5_4)),
    (Family::OpenAi, &["gpt-5.5"], openai(GPT_5_5)),
    (Family::OpenAi, &["gpt-5.6", "gpt-6"], openai(GPT_5_6)),
    (Family::OpenAi, &["gpt-5"], openai(tiles(70, 140))),
    (Family::OpenAi, &["o4", "codex-mini"], openai(O4_MINI)),
    (Family::OpenAi, &["o1", "o3"], openai(tiles(75, 150))),
    (Family::OpenAi, &[], openai(UNKNOWN)),
    (Family::Claude, &["opus-5-5", "opus-5.5", "sonnet-5-5", "sonnet-5.5"], claude_unlisted(CLAUDE, 290)),
    (Family::Claude, &["opus-5"], claude(CLAUDE, 286, 406)),
    (Family::Claude, &["opus-4-8", "opus-4.8"], claude(CLAUDE, 290, 410)),
    (Family::Claude, &["opus-4-7", "opus-4.7"], claude(CLAUDE, 675, 804)),
    (Family::Claude, &["sonnet-5"], claude(CLAUDE, 354, 474)),
    (Family::Claude, &["haiku-5", "fable", "mythos"], claude_unlisted(CLAUDE, 290)),
    (Family::Claude, &[], claude_unlisted(CLAUDE_UNKNOWN, 346)),
    (Family::ClaudeOld, &["opus-4-6", "opus-4.6", "sonnet-4-6", "sonnet-4.6"], claude(CLAUDE_OLD, 497, 589)),
    // 346 and 313 were published for these before.
    (Family::ClaudeOld, &["opus-4-5", "opus-4.5", "sonnet-4-5", "sonnet-4.5", "haiku-4-5", "haiku-4.5"],
        Rules { framing: ANTHROPIC, tools: Tools::Prompted(Bounded::new(313, 496, 588)), images: CLAUDE_OLD }),
    (Family::ClaudeOld, &["opus-4", "sonnet-4", "claude-4"],
        Rules { framing: ANTHROPIC, tools: Tools::Prompted(Bounded::new(313, 313, 346)), images: CLAUDE_OLD }),
    (Family::ClaudeOld, &["3-5-haiku", "3.5-haiku"], claude(CLAUDE_OLD, 264, 355)),
    (Family::ClaudeOld, &["3-5-sonnet-20240620", "3-5-sonnet@20240620"], claude(CLAUDE_OLD, 294, 261)),
    (Family::ClaudeOld, &["3-opus"], claude(CLAUDE_OLD, 530, 281)),
    (Family::ClaudeOld, &["3-sonnet"], claude(CLAUDE_OLD, 159, 235)),
    (Family::ClaudeOld, &["3-haiku"], claude(CLAUDE_OLD, 264, 340)),
    (Family::ClaudeOld, &["3-7-sonnet", "3.7-sonnet", "3-5-sonnet", "3.5-sonnet"], claude(CLAUDE_OLD, 346, 313)),
    (Family::ClaudeOld, &[], claude_unlisted(CLAUDE_OLD, 346)),
    (Family::Gemini, &["gemini-3", "gemini-4"], template(GEMINI_3)),
    (Family::Gemini, &[], template(GEMINI)),
];

/// The rules of every model that no row has: a chat template's.
static TEMPLATES: Rules = template(UNKNOWN);

/// Finds the rules of the model called `name`, which is in lower case and without prefixes.
pub(super) fn find(family: Family, name: &str) -> &'static Rules {
    let tails = tails(name);
    let fits = |words: &[&str]| words.is_empty() || words.iter().any(|word| has_word(&tails, word));
    ROWS.iter().find(|row| row.0 == family && fits(row.1)).map_or(&TEMPLATES, |row| &row.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_words() {
        for (family, words, rules) in ROWS {
            for name in *words {
                assert_eq!(find(*family, name), rules, "{name}");
            }
        }
    }

    #[test]
    fn a_version_is_not_taken_for_another() {
        let prompt = |name| find(Family::ClaudeOld, name).tools;
        assert_ne!(prompt("claude-3-5-sonnet-20240620"), prompt("claude-3-5-sonnet-20241022"));
        assert_ne!(prompt("claude-opus-4-20250514"), prompt("claude-opus-4-5-20251101"));
        assert_ne!(find(Family::OpenAi, "gpt-5").images, find(Family::OpenAi, "gpt-5.2").images);
    }
}
