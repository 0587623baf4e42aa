//! What stays of messages of which nothing but who speaks and how long is known.

use super::{Weight, budget, select};
use crate::config::WindowConfig;
use crate::message::{Message, Role};
use crate::models::Limits;

/// Says for each message whether it stays in a context of `context` tokens: `tokens[i]` is what message i costs, `roles[i]` who
/// speaks. No model is known, so that an answer may be as long as the context.
#[must_use]
pub fn stays(tokens: &[usize], roles: &[Role], context: usize, config: &WindowConfig) -> Vec<bool> {
    let mut stays = vec![true; tokens.len()];
    if config.enabled {
        let messages: Vec<Message<'_>> = roles.iter().map(|&role| Message::empty(role)).collect();
        let costs: Vec<Weight> = tokens.iter().map(|&tokens| tokens.into()).collect();
        let limits = Limits { context, input: context, output: context, asked: None, known: true };
        let selection = select(&messages, &costs, 0, budget(&limits, config), config);
        selection.dropped.iter().for_each(|&index| stays[index] = false);
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;

    const TURNS: [Role; 4] = [Role::System, Role::User, Role::User, Role::User];

    fn of_300_tokens_each(config: &WindowConfig) -> Vec<bool> {
        stays(&[300; 4], &TURNS, 1000, config)
    }

    #[test]
    fn the_newest_stay_and_instructions() {
        let config = WindowConfig { output_buffer_tokens: 0, keep_last_turns: 1, ..WindowConfig::default() };
        assert_eq!(of_300_tokens_each(&config), [true, false, false, true]);
        assert_eq!(of_300_tokens_each(&WindowConfig { keep_system: false, ..config }), [false, false, true, true]);
    }

    #[test]
    fn what_is_kept_free_for_an_answer_is_half_of_the_context_at_most() {
        let config = WindowConfig { output_buffer_tokens: 900, keep_last_turns: 1, ..WindowConfig::default() };
        assert_eq!(stays(&[200; 2], &[Role::User; 2], 1000, &config), [true, true]);
        assert_eq!(stays(&[300; 2], &[Role::User; 2], 1000, &config), [false, true]);
    }

    #[test]
    fn without_a_window_everything_stays() {
        assert_eq!(of_300_tokens_each(&WindowConfig { enabled: false, ..WindowConfig::default() }), [true; 4]);
    }
}
