//! YAML that a tool prints of many things alike, as `kubectl get -o yaml` does, told from what somebody has written.

use std::collections::HashMap;

use super::yaml::behind_key;

/// So many records are alike at least. Lists that people write, of hooks or of steps, are shorter.
const FEWEST: usize = 16;

/// The same where a server has filled in what nobody writes.
const FEWEST_SERVED: usize = 3;

/// Of so many lines all but one say what others say of other records.
const LINES_FOR_ONE_APART: usize = 4;

/// What servers and tools fill in, and what lists of their answers are called.
const SERVED: [&str; 4] = ["resourceVersion: ", "kind: List", "selfLink: ", "mode: ingress"];

/// Whether a text of YAML is records that a tool prints: no file is named above them, there is no comment and no blank line outside of
/// a text among them, and most of their lines have a key that comes again as deep. Linear.
pub(super) fn is_dumped(text: &str) -> bool {
    let mut keys: HashMap<(usize, &str), usize> = HashMap::new();
    let (mut is_served, mut scalar) = (false, None);
    for line in text.trim_end().lines() {
        let trimmed = line.trim_start_matches(' ');
        let indentation = line.len() - trimmed.len();
        if scalar.is_some_and(|key| trimmed.is_empty() || indentation > key) {
            continue;
        }
        let entry = entry(trimmed);
        let is_above = keys.is_empty() && entry.is_none();
        let is_written = trimmed.starts_with(['#', '\t']) || trimmed.contains(" #");
        if is_written || is_above && names_file(trimmed) || !is_above && trimmed.is_empty() {
            return false;
        }
        let Some((key, value)) = entry else { continue };
        is_served |= SERVED.iter().any(|served| trimmed.trim_start_matches("- ").starts_with(served));
        scalar = value.starts_with(['|', '>']).then_some(indentation);
        *keys.entry((indentation, key)).or_default() += 1;
    }
    are_alike(keys.values(), if is_served { FEWEST_SERVED } else { FEWEST })
}

/// Whether most of the lines, each of these numbers of which have a key in common, have one that comes so often.
fn are_alike<'c>(counts: impl Iterator<Item = &'c usize> + Clone, fewest: usize) -> bool {
    let lines: usize = counts.clone().sum();
    let apart: usize = counts.filter(|&&count| count < fewest).sum();
    apart < lines && apart * LINES_FOR_ONE_APART <= lines
}

/// The key of an entry with the mark of an item before it, and the value behind it.
fn entry(line: &str) -> Option<(&str, &str)> {
    let inner = line.trim_start_matches("- ");
    let value = behind_key(inner)?;
    Some((line[..line.len() - value.len()].trim_end(), value))
}

/// Whether a line names a file of YAML, as the command or the tag does that shows it.
fn names_file(line: &str) -> bool {
    [".yml", ".yaml"].iter().any(|ending| line.contains(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(count: usize) -> String {
        let record = |number| format!("- id: {number}\n  name: n{number}\n  tags:\n  - new\n");
        (0..count).map(record).collect()
    }

    fn pod(number: usize) -> String {
        format!(
            "- kind: Pod\n  metadata:\n    annotations:\n      last-applied: |\n        {{\"a\": 1}}\n\n    name: web-{number}\n    \
             resourceVersion: \"8{number}\"\n"
        )
    }

    #[test]
    fn many_alike_records_are_printed_by_a_tool() {
        for text in [
            records(16),
            format!("orders:\n{}next: null\n", records(20)),
            format!("The orders:\n\n$ shop orders -o yaml\n{}", records(20)),
            format!("apiVersion: v1\nitems:\n{}kind: List\n", (0..3).map(pod).collect::<String>()),
        ] {
            assert!(is_dumped(&text), "{text}");
        }
    }

    #[test]
    fn what_somebody_writes_is_not() {
        let setting = |number| format!("key{number}:\n  value: {number}\n  a{number}: b\n");
        let unlike: String = (0..40).map(setting).collect();
        for text in [
            String::new(),
            "a: 1\n".to_owned(),
            records(15),
            unlike,
            format!("# orders\n{}", records(20)),
            format!("{}- id: 7 # the last\n", records(20)),
            format!("{}\n{}", records(20), records(20)),
            format!("$ cat orders.yaml\n{}", records(20)),
            format!("See:\n\n<file path=\"a/orders.yml\">\n{}", records(20)),
            (0..2).map(pod).collect(),
        ] {
            assert!(!is_dumped(&text), "{text}");
        }
    }
}
