//! The way from a model's id to its list price.

use std::iter::successors;

use super::id::{Id, in_lower_case, in_one_spelling, without_version};
use super::prices::Price;
use super::rows::{self, Row};
use super::services::{Region, sells, without_silent_word};

/// Finds the list price of the model that `id` names: case, routes, Bedrock's regions and the dates of versions aside.
///
/// `service` is who is called, where something else than the id tells. None for a model that the table has no price of, a
/// fine-tune, and a service with prices of its own.
#[must_use]
pub fn price(id: &str, service: Option<&str>) -> Option<Price> {
    let lower = in_lower_case(id);
    let id = Id::parse(without_silent_word(&lower));
    let row = find(&id)?;
    let sold = id.words.iter().copied().chain(service).all(|word| sells(word, row.tokenizer.maker));
    let price = row.price.filter(|_| sold && !id.is_tuned)?;
    let is_bedrocks = || id.words.contains(&"anthropic"); // elsewhere a region before a name is none of Bedrock's ids
    id.region.map_or(Some(price), |region| in_region(price, id.name, region).filter(|_| is_bedrocks()))
}

/// Finds the row of exactly the model that an id names, or of what that is a version of.
fn find(id: &Id<'_>) -> Option<&'static Row> {
    let claude = id.name.starts_with("claude").then(|| in_one_spelling(id.name));
    successors(Some(claude.as_deref().unwrap_or(id.name)), |name| without_version(name)).find_map(rows::find_priced)
}

/// The Claudes that cost the same in every region: 4 and 4.1, whose dates begin with a 2.
static ONE_PRICE: &[&str] = &["claude-opus-4-1", "claude-opus-4-2", "claude-sonnet-4-2"];

fn in_region(price: Price, name: &str, region: &Region) -> Option<Price> {
    if ONE_PRICE.iter().any(|begin| name.starts_with(begin)) {
        return Some(price);
    }
    region.times.map(|factor| price.times(factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priced() -> impl Iterator<Item = (&'static Row, Price, &'static str)> {
        rows::ROWS
            .iter()
            .filter_map(|row| row.price.map(|price| (row, price)))
            .flat_map(|(row, price)| row.names.iter().map(move |name| (row, price, *name)))
    }

    #[test]
    fn every_price_is_well_formed() {
        for (row, price, name) in priced() {
            let Price { input, cache_read, cache_write, cache_write_hour, smallest_prefix, steps, output, .. } = price;
            assert!(0.0 < input && input < 1000.0, "{name}");
            assert!(cache_read.is_none_or(|read| 0.0 < read && read < input), "{name}");
            assert!(cache_write.is_none_or(|write| input < write), "{name}");
            assert!(cache_write_hour.is_none_or(|hour| cache_write.is_some_and(|write| write < hour)), "{name}");
            assert!(smallest_prefix <= 4_096, "{name}");
            assert!(steps.iter().all(|&(tokens, factor)| tokens >= 32_000 && factor > 1.0), "{name}");
            assert!(steps.is_sorted_by(|step, next| step.0 < next.0), "{name}");
            assert!(output.is_none_or(|output| input <= output && output <= 12.0 * input), "{name}");
            assert!(
                price
                    .output_steps
                    .is_none_or(|output| output.iter().map(|step| step.0).eq(steps.iter().map(|step| step.0)))
            );
            assert_eq!(name, in_lower_case(name));
            assert!(sells(row.tokenizer.maker, row.tokenizer.maker), "{name}: its maker serves it");
        }
    }

    #[test]
    fn every_row_with_a_price_is_found_by_its_names_and_no_other_has_them() {
        for (row, expected, name) in priced() {
            assert!(row.limits.known, "{name}");
            assert_eq!(priced().filter(|other| other.2 == name).count(), 1, "{name}");
            assert_eq!(price(name, None), Some(expected), "{name}");
        }
    }
}
