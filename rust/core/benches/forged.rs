//! What planning a result costs for each of its bytes: time of the processor and the most memory at once, for ordinary text
//! and for text that spells our forms. The last line holds the dearest against the dearest ordinary text.
#![expect(clippy::print_stdout, reason = "the table is the result")]

#[path = "../tests/forged/mod.rs"]
mod forged;

use std::time::Duration;

use cpu_time::ProcessTime;
use forged::{FORGED, ORDINARY, above};
use headroom_core::config::Config;
use headroom_core::conversation::{Request, plan};
use headroom_core::message::{Call, Message, Role, Text};
use headroom_core::models::resolve;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const BYTES: usize = 1_000_000;

/// Of a byte of text: nanoseconds, and bytes of memory.
type PerByte = (f64, f64);

fn main() {
    println!("{:32}{:>10}{:>10}", "a result of 1 MB", "ns/byte", "bytes/byte");
    let ordinary: Vec<PerByte> = ORDINARY.iter().map(|&(name, make)| told(name, &make(BYTES))).collect();
    let forged: Vec<PerByte> = FORGED.iter().map(|&(name, make)| told(name, &make(BYTES))).collect();
    let dearest = |costs: &[PerByte]| costs.iter().fold((0.0, 0.0), |(a, b): PerByte, &(c, d)| (a.max(c), b.max(d)));
    let (ordinary, forged) = (dearest(&ordinary), dearest(&forged));
    println!("{:32}{:>9.2}x{:>9.2}x", "forged by ordinary, the dearest", forged.0 / ordinary.0, forged.1 / ordinary.1);
}

fn told(name: &str, text: &str) -> PerByte {
    let (nanoseconds, bytes) = cost(text);
    println!("{name:32}{nanoseconds:>10.1}{bytes:>10.1}");
    (nanoseconds, bytes)
}

/// The best of three runs; each text is new to the memory of texts that were settled.
fn cost(text: &str) -> PerByte {
    let runs = (0..3).map(|run| {
        let texts = [above(BYTES / 10), format!("{text}{run}")];
        ALLOCATOR.reset_peak_usage();
        let (before, start) = (ALLOCATOR.current_usage(), ProcessTime::now());
        planned(&texts);
        (start.elapsed(), ALLOCATOR.peak_usage().saturating_sub(before))
    });
    let best =
        |(time, memory): (Duration, usize), (other, more): (Duration, usize)| (time.min(other), memory.min(more));
    let (time, memory) = runs.reduce(best).unwrap_or_default();
    let given = (text.len() + BYTES / 10) as f64;
    (time.as_secs_f64() * 1e9 / given, memory as f64 / given)
}

/// Plans a conversation in which a tool returns each of the texts.
fn planned(texts: &[String; 2]) {
    let model = resolve("gpt-4o");
    let called =
        || Message { calls: vec![Call { id: "1", tool: "f", arguments: "" }], ..Message::empty(Role::Assistant) };
    let result = |text| Text { editable: true, answers: Some("1"), ..Text::fixed(text) };
    let returned = |text| Message { texts: vec![result(text)], results: vec!["1"], ..Message::empty(Role::Tool) };
    let messages: Vec<Message<'_>> = texts.iter().flat_map(|text| [called(), returned(text.as_str())]).collect();
    let limits = model.limits.with_context(1 << 30);
    let request =
        Request { messages: &messages, tools: None, sent_tools: None, output_schema: None, model: &model, limits };
    let _ = plan(&request, &Config::default());
}
