//! How tokens were merged, which vocabularies do not say: `build.rs` finds it out for those that are part of Headroom.

use std::ops::Range;

use super::vocab::Tokens;

/// Where a part of a token begins, and the rank of what it and the next one merge into.
type Bound = (usize, u32);

/// What [`Tokens::left_length`] is to say of each token: of those of `lengths`, one after the other in `bytes`.
pub(super) fn left_lengths(tokens: &Tokens, lengths: &[u8], bytes: &[u8]) -> Vec<u8> {
    let (mut start, mut bounds) = (0, Vec::new());
    let left_length = |&length: &u8| {
        let token = start..start + usize::from(length);
        start = token.end;
        left_length(tokens, bytes, token, &mut bounds)
    };
    lengths.iter().map(left_length).collect()
}

/// Merges the bytes of `token` until two parts are left; the length of the first, 0 for a single byte.
fn left_length(tokens: &Tokens, bytes: &[u8], token: Range<usize>, bounds: &mut Vec<Bound>) -> u8 {
    let rank = |bounds: &[Bound], at: usize| {
        let end = bounds.get(at + 2).map(|bound| bound.0);
        end.and_then(|end| tokens.rank_if_any(bytes, bounds[at].0, end)).unwrap_or(u32::MAX)
    };
    bounds.clear();
    bounds.extend((token.start..=token.end).map(|start| (start, u32::MAX)));
    (0..bounds.len()).for_each(|at| bounds[at].1 = rank(bounds, at));
    while bounds.len() > 3 {
        let least = (0..bounds.len() - 2).min_by_key(|&at| bounds[at].1).unwrap_or(0);
        bounds.remove(least + 1);
        (least.saturating_sub(1)..=least).for_each(|at| bounds[at].1 = rank(bounds, at));
    }
    if token.len() == 1 { 0 } else { (bounds[1].0 - token.start) as u8 }
}
