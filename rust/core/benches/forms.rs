//! What the forms cost each byte of a text: looking for one in a text that has none, writing a text that has one with its checks
//! and counts, and texts that are all of one thing. Time is the processor's, so that a busy machine changes little. A word
//! behind `--` asks for the texts alone whose names hold it.
#![expect(clippy::print_stdout, reason = "the table is the result")]

use std::fmt::Write;

use cpu_time::ProcessTime;
use headroom_core::config::Level;
use headroom_core::forms::{FORMS, Facts, Terms, shortest};
use headroom_core::vocabulary::Vocabulary;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const TERMS: Terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };

const BYTES: usize = 1_000_000;

const RUNS: usize = 5;

const WORDS: [&str; 16] = [
    "harbour", "quiet", "follows", "seldom", "under", "a", "letter", "the", "window", "of", "morning", "bread",
    "carries", "without", "and", "stone",
];

type Text = (&'static str, fn(usize) -> String);

/// Texts in which no form finds anything.
const PLAIN: [Text; 3] = [("prose in paragraphs", prose), ("prose on one line", one_line), ("source", source)];

/// Texts that have a form.
const FORMED: [Text; 5] =
    [("a log", log), ("padded columns", columns), ("paths", paths), ("blocks of lines", blocks), ("CSV", csv)];

/// Texts that are all of one thing.
const EXTREME: [Text; 5] = [
    ("10 MB in one line", |_| "x".repeat(10 << 20)),
    ("10 MB of words in one line", |_| one_line(10 << 20)),
    ("a million empty lines", |_| "\n".repeat(1_000_000)),
    ("a million distinct lines", |_| lines(1_000_000 * 24, |number| format!("{} {number:x}z", words(number * 31, 2)))),
    ("only escapes", |_| format!("text='{}'", "\\n\\\\".repeat(1_000_000))),
];

fn main() {
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    println!("{:40}{:>10}{:>12}", "", "MB/s", "peak bytes");
    let found = |text: &str| {
        let facts = Facts::of(text);
        FORMS.iter().filter(|form| form.write(&facts, usize::MAX, TERMS).draft.is_some()).count()
    };
    let asked = |texts: &'static [Text]| texts.iter().filter(|(name, _)| name.contains(&only));
    for (name, make) in asked(&PLAIN) {
        let text = make(BYTES);
        told(&format!("looking: {name}, {} found", found(&text)), &text, RUNS, |text| found(text));
        for form in FORMS {
            let name = form.transforms().last().map_or("", |transform| transform.name);
            told(&format!("  {name}"), &text, RUNS, |text| {
                usize::from(form.write(&text.into(), usize::MAX, TERMS).draft.is_some())
            });
        }
    }
    for (name, make) in asked(&FORMED) {
        let text = make(BYTES);
        let saved = shortest(&text, TERMS);
        let percent = 100 - 100 * saved.tokens_after / saved.tokens_before;
        told(&format!("writing: {name}, {percent} % saved"), &text, RUNS, |text| shortest(text, TERMS).tokens_after);
    }
    for (name, make) in asked(&EXTREME) {
        told(&format!("writing: {name}"), &make(BYTES), 1, |text| shortest(text, TERMS).tokens_after);
    }
}

/// Prints the best of some runs, and the most memory that one takes beside the text.
fn told(name: &str, text: &str, runs: usize, run: impl Fn(&str) -> usize) {
    let costs = (0..runs).map(|_| {
        ALLOCATOR.reset_peak_usage();
        let (before, start) = (ALLOCATOR.current_usage(), ProcessTime::now());
        std::hint::black_box(run(text));
        (start.elapsed(), ALLOCATOR.peak_usage().saturating_sub(before))
    });
    let (time, memory) = costs.reduce(|(a, b), (c, d)| (a.min(c), b.min(d))).unwrap_or_default();
    println!("{name:40}{:>10.1}{memory:>12}", text.len() as f64 / 1e6 / time.as_secs_f64());
}

fn words(seed: usize, count: usize) -> String {
    let mut state = seed as u64;
    let word = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(state >> 33) as usize % WORDS.len()]
    };
    (0..count).map(word).collect::<Vec<_>>().join(" ")
}

/// Lines up to so many bytes.
fn lines(bytes: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes + 256);
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        writeln!(text, "{}", line(number)).expect("a string takes all");
    }
    text
}

fn prose(bytes: usize) -> String {
    lines(bytes, |number| if number % 5 == 4 { String::new() } else { format!("{}.", words(number, 9 + number % 7)) })
}

fn one_line(bytes: usize) -> String {
    prose(bytes).replace('\n', " ")
}

fn source(bytes: usize) -> String {
    lines(bytes, |number| match number % 4 {
        0 => format!("def {}(first, second):", words(number, 2).replace(' ', "_")),
        1 => format!("    if first > {number}:"),
        2 => format!("        raise ValueError(\"{}\")", words(number, 4)),
        _ => format!("    return [{number}, second[{}]]\n", number % 7),
    })
}

fn log(bytes: usize) -> String {
    lines(bytes, |number| {
        let (minute, second) = (number / 60 % 60, number % 60);
        let level = if number % 9 == 0 { "WARN" } else { "INFO" };
        format!(
            "2026-03-01T10:{minute:02}:{second:02}Z {level} api.orders: served order {} in {} ms",
            number * 7,
            number % 97
        )
    })
}

fn columns(bytes: usize) -> String {
    lines(bytes, |number| {
        format!("{:<24}{:<12}{:>8}   {}", format!("pod-{number}"), "Running", number % 13, number % 90)
    })
}

fn paths(bytes: usize) -> String {
    lines(bytes, |number| format!("./packages/service-{}/source/handlers/file{number}.py", number / 40))
}

fn blocks(bytes: usize) -> String {
    lines(bytes, |number| {
        let id = number * 3;
        format!(
            "Handle 0x{id:04X}, DMI type 17\nMemory Device\n\tSize: {} GB\n\tForm Factor: DIMM\n\tSerial: {id:08X}\n",
            1 << (number % 5)
        )
    })
}

fn csv(bytes: usize) -> String {
    let rows = lines(bytes, |number| format!("{number},lamp,{},2026-03-01,EUR,open", words(number, 2)));
    format!("id,kind,name,day,currency,state\n{rows}")
}
