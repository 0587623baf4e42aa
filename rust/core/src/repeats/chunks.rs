//! Where a text may be cut: between words, white space and single marks of punctuation, never inside a value.

/// What a chunk is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkKind {
    /// Letters, digits and all that paths, numbers and identifiers hold.
    Word,
    /// White space.
    Space,
    /// One mark that ends or encloses values.
    Delimiter,
}

/// One chunk of a text, as a range of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// First byte.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// What it is made of.
    pub kind: ChunkKind,
}

/// The chunks of `text` from the byte `start` on, in order. Linear.
pub fn chunks(text: &str, start: usize) -> impl Iterator<Item = Chunk> {
    let mut at = start;
    std::iter::from_fn(move || {
        let start = at;
        let (kind, length) = kind_at(text, at)?;
        at += length;
        while kind != ChunkKind::Delimiter
            && let Some((next, length)) = kind_at(text, at)
            && next == kind
        {
            at += length;
        }
        Some(Chunk { start, end: at, kind })
    })
}

/// Whether a chunk ends between the bytes before `at` and those behind it.
pub fn is_boundary(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().map(kind_of);
    match (before, kind_at(text, at)) {
        (Some(before), Some((behind, _))) => before == ChunkKind::Delimiter || before != behind,
        _ => true,
    }
}

/// The kind of the character at a byte, and its length; `None` at the end.
#[inline]
fn kind_at(text: &str, at: usize) -> Option<(ChunkKind, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() {
        return Some((ASCII[usize::from(byte)], 1));
    }
    text[at..].chars().next().map(|character| (kind_of(character), character.len_utf8()))
}

const fn kind_of_ascii(byte: u8) -> ChunkKind {
    match byte {
        b',' | b';' | b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b'|' | b'=' => {
            ChunkKind::Delimiter
        }
        b' ' | b'\t'..=b'\r' => ChunkKind::Space,
        _ => ChunkKind::Word,
    }
}

static ASCII: [ChunkKind; 128] = {
    let mut kinds = [ChunkKind::Word; 128];
    let mut byte = 0;
    while byte < kinds.len() {
        kinds[byte] = kind_of_ascii(byte as u8);
        byte += 1;
    }
    kinds
};

fn kind_of(character: char) -> ChunkKind {
    match character {
        '…' | '⋯' => ChunkKind::Delimiter,
        _ if character.is_ascii() => ASCII[character as usize],
        _ if character.is_whitespace() => ChunkKind::Space,
        _ => ChunkKind::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        chunks(text, 0).map(|chunk| &text[chunk.start..chunk.end]).collect()
    }

    #[test]
    fn values_stay_whole() {
        assert_eq!(cut("ls /a/b.c  \"x-1\",2.5"), ["ls", " ", "/a/b.c", "  ", "\"", "x-1", "\"", ",", "2.5"]);
        assert_eq!(cut("日本… \u{a0}\n"), ["日本", "…", " \u{a0}\n"]);
    }

    #[test]
    fn ascii_white_space_is_what_unicode_says() {
        for byte in 0..128_u8 {
            assert_eq!(kind_of_ascii(byte) == ChunkKind::Space, char::from(byte).is_whitespace(), "{byte}");
        }
    }

    #[test]
    fn boundaries_are_where_units_end() {
        let text = "a/b, (日本)  x…";
        let ends: Vec<usize> = chunks(text, 0).map(|chunk| chunk.end).collect();
        for at in (1..text.len()).filter(|&at| text.is_char_boundary(at)) {
            assert_eq!(is_boundary(text, at), ends.contains(&at), "{at}");
        }
    }
}
