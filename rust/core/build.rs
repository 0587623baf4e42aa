//! Writes what the core embeds: the vocabularies without their base64, the Unicode classes, and what is invisible.
//!
//! All come from `tiktoken-rs` and the regex engine under it, the oracle that the tests count against.

use std::collections::HashMap;
use std::path::Path;
use std::{env, fs, thread};

use regex_syntax::Parser;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};
use tiktoken_rs::CoreBPE;

#[path = "build/fold.rs"]
mod fold;

/// The class bits of `src/vocabulary/classes.rs`; where classes overlap (line ends are whitespace), the last one stands.
const CLASSES: [(u8, &str); 7] = [
    (1, r"[\p{Lu}\p{Lt}]"),
    (2, r"\p{Ll}"),
    (4, r"[\p{Lm}\p{Lo}]"),
    (8, r"\p{M}"),
    (16, r"\p{N}"),
    (32, r"\s"),
    (64, r"[\r\n]"),
];
const OTHER: u8 = 128;
/// What some patterns tell from the rest of those of no class.
const SYMBOLS: [(u8, &str); 1] = [(1, r"[\p{P}\p{S}]")];
/// What no reader sees: controls and format characters, separators and blanks but the space, what is private or not assigned,
/// what fonts leave out (fillers, variation selectors, tags), and three symbols that are blank.
const INVISIBLE: &str = r"[[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\x{2800}\x{16FE4}\x{1D159}]--\x20]";
const CODE_POINTS: usize = 0x11_0000;
const PAGE: usize = 256;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let folder = Path::new(&folder);
    write(&folder.join("classes.bin"), &paged(&classes(&CLASSES, OTHER)));
    write(&folder.join("symbols.bin"), &paged(&classes(&SYMBOLS, 0)));
    write(&folder.join("invisible.rs"), invisible().as_bytes());
    let (index, pages, sequences) = fold::table();
    write(&folder.join("fold_index.bin"), &index);
    write(&folder.join("fold_pages.bin"), &pages);
    write(&folder.join("fold_sequences.bin"), &sequences);
    // Build scripts are not optimised: side by side they take 3 s instead of 5.
    thread::scope(|scope| {
        scope.spawn(|| {
            let o200k = tiktoken_rs::o200k_base().expect("o200k_base is part of tiktoken-rs");
            write(&folder.join("o200k_base.bin"), &vocabulary(&o200k));
        });
        let cl100k = tiktoken_rs::cl100k_base().expect("cl100k_base is part of tiktoken-rs");
        write(&folder.join("cl100k_base.bin"), &vocabulary(&cl100k));
        // r50k_base is the beginning of it.
        let p50k = tiktoken_rs::p50k_base().expect("p50k_base is part of tiktoken-rs");
        write(&folder.join("p50k_base.bin"), &vocabulary(&p50k));
    });
}

fn write(path: &Path, content: &[u8]) {
    fs::write(path, content).expect("OUT_DIR can be written to");
}

/// One class a code point, from the tables that the engine compiles its classes from.
fn classes(patterns: &[(u8, &str)], other: u8) -> Vec<u8> {
    let mut classes = vec![other; CODE_POINTS];
    for &(bit, pattern) in patterns {
        for range in ranges(pattern).iter() {
            classes[range.start() as usize..=range.end() as usize].fill(bit);
        }
    }
    classes
}

fn ranges(pattern: &str) -> ClassUnicode {
    let parsed = Parser::new().parse(pattern).expect("the class is valid");
    match parsed.into_kind() {
        HirKind::Class(Class::Unicode(ranges)) => ranges,
        _ => panic!("{pattern} is a class of code points"),
    }
}

/// The ranges of characters that are invisible, ascending, as a Rust slice.
fn invisible() -> String {
    let range = |range: &ClassUnicodeRange| format!("({:?}, {:?}),", range.start(), range.end());
    format!("&[{}]", ranges(INVISIBLE).iter().map(range).collect::<String>())
}

/// One byte a page of code points that says which of the distinct pages it is, then these pages.
fn paged(classes: &[u8]) -> Vec<u8> {
    let mut numbers = HashMap::new();
    let (mut index, mut pages) = (Vec::new(), Vec::new());
    for page in classes.chunks(PAGE) {
        let next = numbers.len();
        let number = *numbers.entry(page).or_insert_with(|| {
            pages.extend_from_slice(page);
            next
        });
        index.push(u8::try_from(number).expect("at most 256 distinct pages"));
    }
    index.extend_from_slice(&pages);
    index
}

/// The number of tokens (u32, little endian), the length of each (u8), that of the left part of the two that merge into
/// it (u8, 0 for single bytes), then their bytes, in order of rank. Special tokens, some of which stand between the
/// others, are left out: only the order matters.
fn vocabulary(oracle: &CoreBPE) -> Vec<u8> {
    let special: Vec<&[u8]> = oracle.special_tokens().into_iter().map(str::as_bytes).collect();
    let tokens = (0..).map_while(|rank| oracle.decode_bytes(&[rank]).ok());
    let tokens: Vec<Vec<u8>> = tokens.filter(|token| !special.contains(&token.as_slice())).collect();
    let ranks: HashMap<&[u8], u32> = tokens.iter().map(Vec::as_slice).zip(0..).collect();
    let count = u32::try_from(tokens.len()).expect("a vocabulary of tokens");
    let mut content = count.to_le_bytes().to_vec();
    content.extend(tokens.iter().map(|token| byte(token.len())));
    content.extend(tokens.iter().map(|token| byte(left_length(token, &ranks))));
    content.extend(tokens.iter().flatten());
    content
}

fn byte(length: usize) -> u8 {
    u8::try_from(length).expect("tokens are shorter than 256 bytes")
}

/// Merges the bytes of `token` until two parts are left; the length of the first.
fn left_length(token: &[u8], ranks: &HashMap<&[u8], u32>) -> usize {
    let mut bounds: Vec<usize> = (0..=token.len()).collect();
    while bounds.len() > 3 {
        let pairs = bounds.windows(3).zip(1..);
        let merges = pairs.filter_map(|(pair, middle)| Some((ranks.get(&token[pair[0]..pair[2]])?, middle)));
        let (_, middle) = merges.min().expect("every token is made of tokens");
        bounds.remove(middle);
    }
    if token.len() == 1 { 0 } else { bounds[1] }
}
