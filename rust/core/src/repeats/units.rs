//! Where a text may be cut: between words, white space and single marks of punctuation, never inside a value.

/// What a unit is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters, digits and all that paths, numbers and identifiers hold.
    Word,
    /// White space.
    Space,
    /// One mark that ends or encloses values.
    Delimiter,
}

/// One unit of a text, as a range of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// First byte.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// What it is made of.
    pub kind: Kind,
}

/// The units of `text` from the byte `start` on, in order. Linear.
pub fn units(text: &str, start: usize) -> impl Iterator<Item = Unit> {
    let mut rest = text[start..].char_indices().peekable();
    std::iter::from_fn(move || {
        let (from, first) = rest.next()?;
        let kind = kind_of(first);
        let mut end = from + first.len_utf8();
        while kind != Kind::Delimiter
            && let Some(&(at, next)) = rest.peek()
            && kind_of(next) == kind
        {
            end = at + next.len_utf8();
            rest.next();
        }
        Some(Unit { start: start + from, end: start + end, kind })
    })
}

/// Whether a unit ends between the bytes before `at` and those behind it.
pub fn is_boundary(text: &str, at: usize) -> bool {
    let (before, behind) = (text[..at].chars().next_back(), text[at..].chars().next());
    match (before, behind) {
        (Some(before), Some(behind)) => kind_of(before) == Kind::Delimiter || kind_of(before) != kind_of(behind),
        _ => true,
    }
}

fn kind_of(character: char) -> Kind {
    match character {
        ',' | ';' | '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '|' | '=' | '…' | '⋯' => {
            Kind::Delimiter
        }
        _ if character.is_whitespace() => Kind::Space,
        _ => Kind::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        units(text, 0).map(|unit| &text[unit.start..unit.end]).collect()
    }

    #[test]
    fn values_stay_whole() {
        assert_eq!(cut("ls /a/b.c  \"x-1\",2.5"), ["ls", " ", "/a/b.c", "  ", "\"", "x-1", "\"", ",", "2.5"]);
        assert_eq!(cut("日本… \n"), ["日本", "…", " \n"]);
    }

    #[test]
    fn boundaries_are_where_units_end() {
        let text = "a/b, (日本)  x…";
        let ends: Vec<usize> = units(text, 0).map(|unit| unit.end).collect();
        for at in (1..text.len()).filter(|&at| text.is_char_boundary(at)) {
            assert_eq!(is_boundary(text, at), ends.contains(&at), "{at}");
        }
    }
}
