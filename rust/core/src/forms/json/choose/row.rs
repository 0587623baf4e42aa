//! An object that stands alone as one row under its names.
//!
//! An agent calls one tool again and again and gets an object of one shape each time. The header is the same for all of
//! them, whatever their values, so that from the second on it can be referred to.

use super::column::{Column, Columns, Layout};
use super::cost::{self, Quarters};
use super::keys::has_data_keys;
use super::shape::columns_of_one;
use super::survey::Survey;
use crate::json::tape::{Kind, Tape};

/// In a longer list, or among more columns, a reader would have to count to tell what is what.
const MOST_ELEMENTS: usize = 8;
const MOST_COLUMNS: usize = 32;

/// An object of fewer values around a list is that list: its elements read better on lines of their own.
const FEWEST_AROUND_LIST: usize = 4;

/// A longer line is none that is read at a glance; this also bounds what is written in two forms to be counted.
const MOST_COST: Quarters = 2048 * cost::TOKEN;
const MOST_NODES: usize = 4096;

/// Estimates only tell forms apart that differ by more than one part in so many; what is closer is counted.
const CLOSE: Quarters = 12;

/// The columns of a document that is one object, or `None` where these would not be read well, or not take less than the
/// object with its tables, which save `saved`.
///
/// They are chosen by a survey of their own: what repeats in one object does not in the next.
#[must_use]
pub fn row<'a>(tape: &Tape<'a>, saved: Quarters) -> Option<Vec<Column<'a>>> {
    if tape.kind(Tape::ROOT) != Kind::Object || tape.len() > MOST_NODES || has_data_keys(tape, Tape::ROOT) {
        return None;
    }
    let survey = Survey::new(tape, None);
    let other = survey.cost(Tape::ROOT).saturating_sub(saved);
    if other > MOST_COST {
        return None;
    }
    let Columns { columns, cost } = columns_of_one(&survey, tape, Tape::ROOT)?;
    (cost < other + other / CLOSE && is_readable(&columns)).then_some(columns)
}

fn is_readable(columns: &[Column<'_>]) -> bool {
    let lists = columns.iter().filter(|column| matches!(column.layout, Layout::Group { .. })).count();
    (lists == 0 || columns.len() - lists >= FEWEST_AROUND_LIST)
        && count(columns).is_some_and(|count| count <= MOST_COLUMNS)
}

/// The number of columns, those of groups included, or `None` where a group is too long.
fn count(columns: &[Column<'_>]) -> Option<usize> {
    let counted = columns.iter().map(|column| match &column.layout {
        Layout::Object { whole, columns } => Some(usize::from(whole.is_some()) + count(columns)?),
        Layout::Group { counts, columns, .. } => {
            let is_short = counts.iter().all(|&elements| elements as usize <= MOST_ELEMENTS);
            is_short.then(|| count(columns))?
        }
        _ => Some(1),
    });
    counted.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::json::write::header::{HeaderSource, columns_into};
    use crate::json::parse::parse_packed;

    /// The header of an object's row, if it is worth one.
    fn header(json: &str) -> Option<String> {
        let tape = parse_packed(json).unwrap();
        let columns = row(&tape, 0)?;
        let mut header = String::new();
        columns_into(HeaderSource { tape: &tape, natives: None }, &columns, "", 1, &mut header);
        Some(header)
    }

    const ORDER: &str = r#"{"order_id":"A1","to":{"city":"Oslo","zip":"0150"},"items":[{"sku":"L","qty":1,"gift":false},{"sku":"D","qty":1,"gift":false}],"tags":[],"note":null}"#;

    #[test]
    fn the_header_depends_on_keys_alone() {
        let told = "order_id,to.city,to.zip,items[sku,qty,gift],tags,note";
        assert_eq!(header(ORDER).as_deref(), Some(told));
        let other = ORDER.replace("Oslo", "a, b").replace("\"qty\":1", "\"qty\":2.50").replace("[]", "[1,2]");
        assert_eq!(header(&other).as_deref(), Some(told), "other values");
        let single = ORDER.replace(r#","gift":false},{"sku":"D","qty":1"#, "");
        assert_eq!(header(&single).as_deref(), Some(told), "one element");
    }

    #[test]
    fn where_a_list_is_empty_there_is_no_group() {
        let empty = r#"{"order_id":"A1","items":[],"to":{},"note":null}"#;
        assert_eq!(header(empty).as_deref(), Some("order_id,items,to,note"));
    }

    #[test]
    fn keys_that_are_values_are_no_columns() {
        let methods = r#"{"user_id":"ada","methods":{"card_4421486":{"brand":"visa"}},"membership":"gold"}"#;
        assert_eq!(header(methods).as_deref(), Some("user_id,methods,membership"));
        for json in [
            r#"{"2024-05-01":"sunny","2024-05-02":"windy","2024-05-03":"rainy"}"#,
            r#"{"SFO":"San Francisco","JFK":"New York","LAX":"Los Angeles","ORD":"Chicago"}"#,
        ] {
            assert_eq!(header(json), None, "{json}");
        }
    }

    #[test]
    fn what_would_have_to_be_counted_is_no_row() {
        let object = |columns: usize| {
            let fields: Vec<String> = (0..columns).map(|n| format!(r#""field {}{}":true"#, n / 10, n % 10)).collect();
            format!("{{{}}}", fields.join(","))
        };
        assert!(header(&object(MOST_COLUMNS)).is_some() && header(&object(MOST_COLUMNS + 1)).is_none());
        let list = |elements: usize| {
            let element = r#"{"sku":"A1","qty":2}"#;
            let items = vec![element; elements].join(",");
            format!(r#"{{"order_id":"A1","customer":"ada","total":3,"paid":true,"items":[{items}]}}"#)
        };
        assert!(header(&list(MOST_ELEMENTS)).is_some() && header(&list(MOST_ELEMENTS + 1)).is_none());
        let long = format!(r#"{{"id":1,"name":"a","text":"{}"}}"#, "long ".repeat(2000));
        assert!(header(&long).is_none());
    }

    #[test]
    fn an_object_around_a_list_is_no_row() {
        let (page, items) =
            (r#""page":1,"pages":1,"total":2"#, r#""items":[{"sku":"A1","qty":2},{"sku":"B2","qty":1}]"#);
        assert_eq!(header(&format!("{{{page},{items}}}")), None);
        assert!(header(&format!(r#"{{{page},"sort":"sku",{items}}}"#)).is_some());
    }

    #[test]
    fn what_is_no_object_or_has_a_key_twice_is_no_row() {
        for json in ["[1,2]", r#""text""#, "{}", "7", r#"{"name":"x","user":"y","name":"z"}"#] {
            assert_eq!(header(json), None, "{json}");
        }
    }
}
