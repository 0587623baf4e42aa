//! Texts of many kinds, each a function of a seed: what the tests count, the bench measures and the fuzzer runs through.
#![allow(dead_code, reason = "each user takes what it needs")]

/// Random numbers that are the same everywhere: xorshift64* (Vigna, 2016).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    fn char_in(&mut self, ranges: &[(u32, u32)]) -> char {
        let (first, last) = ranges[self.below(ranges.len())];
        let code_point = first + self.below((last - first + 1) as usize) as u32;
        char::from_u32(code_point).unwrap_or('\u{FFFD}')
    }

    fn chars_of(&mut self, alphabet: &str, most: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        let length = 1 + self.below(most);
        (0..length).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }
}

const WORDS: &[&str] = &[
    "the",
    "status",
    "Response",
    "userId",
    "HTTPServer",
    "created_at",
    "naïve",
    "Straße",
    "ИНН",
    "данные",
    "資料",
    "token",
    "x",
    "É",
    "iPhone",
    "ǅungla",
    "ʰa",
    "don",
    "error",
    "WARN",
    "null",
    "true",
    "undefined",
    "localhost",
];
const CONTRACTIONS: &[&str] =
    &["'s", "'S", "'t", "'re", "'VE", "'Ll", "'m", "'d", "'D", "'ſ", "'x", "''s", "'r", "'l", "'v", "’s", "'se", "'É"];
const MARKS: &[&str] = &["\u{301}", "\u{20E3}", "\u{FE0F}", "\u{93E}", "\u{E31}", "\u{1F3FB}", "\u{200D}", "\u{64B}"];

/// One short piece of text.
type Fragment = fn(&mut Random) -> String;

const FRAGMENTS: &[Fragment] = &[
    |random| random.pick(WORDS).to_owned(),
    |random| random.pick(CONTRACTIONS).to_owned(),
    |random| random.pick(MARKS).to_owned(),
    |random| random.chars_of(" ", 20),
    |random| random.chars_of(" \t\n\r\u{A0}\u{3000}\u{85}\u{2028}\u{B}", 6),
    |random| random.chars_of("\n ", 8),
    |random| random.chars_of("0123456789", 9),
    |random| random.chars_of("٣²½Ⅷ৭1𝟗", 5),
    |random| random.chars_of("abcdefghijklmnopqrstuvwxyz", 12),
    |random| random.chars_of("aAbBéÉſßİ", 8),
    |random| random.chars_of("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~", 6),
    |random| random.chars_of("=-_*/#.", 3).repeat(1 + random.below(40)),
    |random| random.chars_of("/\n\r", 5),
    |random| random.chars_of("{}[]\":,'", 5),
    |random| random.char_in(&[(0x4E00, 0x9FFF), (0x3040, 0x30FF), (0xAC00, 0xD7A3)]).to_string(),
    |random| (0..random.below(20)).map(|_| random.char_in(&[(0x4E00, 0x6000), (0x3041, 0x3096)])).collect(),
    |random| random.char_in(&[(0x1F300, 0x1F9FF), (0x2600, 0x27BF), (0x1F1E6, 0x1F1FF)]).to_string(),
    |random| random.char_in(&[(0, 0x2FF), (0x300, 0x1FFF), (0x2000, 0x2BFF), (0xA640, 0xABFF)]).to_string(),
    |random| {
        random.char_in(&[(0xE000, 0xFFFF), (0x10000, 0x1FFFF), (0x20000, 0x3FFFF), (0xE0000, 0x10_FFFF)]).to_string()
    },
    |random| random.char_in(&[(0, 0x7F)]).to_string(),
    |random| {
        random.char_in(&[(0x400, 0x4FF), (0x370, 0x3FF), (0x600, 0x6FF), (0xE01, 0xE5B), (0x900, 0x97F)]).to_string()
    },
    |random| {
        random
            .pick(&["<|endoftext|>", "<|endofprompt|>", "<|fim_prefix|>", "<|start|>", "\u{0}", "\u{FEFF}"])
            .to_owned()
    },
    |random| format!("{:x}", random.next()),
    |random| base64(random, 40),
];

fn base64(random: &mut Random, most: usize) -> String {
    random.chars_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", most)
}

/// A text for tests: fragments of all kinds or of a few, a run of something, or a document.
pub fn text(seed: u64) -> String {
    let random = &mut Random::new(seed);
    match random.below(10) {
        0 => run(random),
        1 => document(random.below(KINDS.len()), 300, seed),
        2..6 => fragments(random, FRAGMENTS),
        _ => {
            let few: Vec<Fragment> =
                (0..2 + random.below(3)).map(|_| FRAGMENTS[random.below(FRAGMENTS.len())]).collect();
            fragments(random, &few)
        }
    }
}

fn fragments(random: &mut Random, kinds: &[Fragment]) -> String {
    (0..=random.below(40)).map(|_| kinds[random.below(kinds.len())](random)).collect()
}

/// One fragment over and over, with something before and behind it.
fn run(random: &mut Random) -> String {
    let around: Vec<String> = (0..3).map(|_| FRAGMENTS[random.below(FRAGMENTS.len())](random)).collect();
    format!("{}{}{}", around[0], around[1].repeat(1 + random.below(60)), around[2])
}

/// The kinds of documents.
pub const KINDS: &[&str] =
    &["json", "compact json", "code", "log", "prose", "Chinese", "Japanese", "Russian", "emoji", "letters", "base64"];

/// A document of the kind at `kind` in [`KINDS`], of `size` bytes or a little more.
pub fn document(kind: usize, size: usize, seed: u64) -> String {
    let random = &mut Random::new(seed);
    let line: Fragment =
        [json, compact_json, code, log, prose, chinese, japanese, russian, emoji, letters, base64_line][kind];
    let mut text = String::new();
    while text.len() < size {
        text += &line(random);
    }
    text
}

fn json(random: &mut Random) -> String {
    let depth = 1 + random.below(4);
    let indent = "  ".repeat(depth);
    let name = random.pick(&["id", "full_name", "html_url", "createdAt", "description", "score", "tags"]);
    format!("{indent}\"{name}\": {},\n", value(random))
}

fn compact_json(random: &mut Random) -> String {
    let name = random.pick(&["id", "name", "url", "updated_at", "labels", "is_active", "count"]);
    format!("{{\"{name}\":{},\"value\":{}}},", value(random), value(random))
}

fn value(random: &mut Random) -> String {
    match random.below(6) {
        0 => random.below(10_000_000).to_string(),
        1 => format!("{}.{}", random.below(1000), random.below(100_000)),
        2 => random.pick(&["null", "true", "false", "[]", "{}"]).to_owned(),
        3 => format!("\"https://api.example.com/v{}/{}\"", random.below(9), base64(random, 9)),
        4 => format!("\"20{:02}-{:02}-{:02}T12:34:56Z\"", random.below(30), random.below(13), random.below(31)),
        _ => format!("\"{}\"", prose(random).trim()),
    }
}

fn code(random: &mut Random) -> String {
    let indent = "    ".repeat(random.below(4));
    let (a, b) = (random.pick(WORDS), word(random));
    match random.below(4) {
        0 => format!("{indent}if ({a} != {b}[{}]) {{\n", random.below(100)),
        1 => format!("{indent}// {}\n", prose(random).trim()),
        2 => format!("{indent}self.{b} = {a}->{b}({:?}, 0x{:x});\n\n", b, random.below(1 << 20)),
        _ => format!("{indent}}}\n"),
    }
}

fn log(random: &mut Random) -> String {
    let level = random.pick(&["INFO", "WARN", "ERROR", "DEBUG"]);
    let (minute, second, thread) = (random.below(60), random.below(60_000), random.below(64));
    let message = prose(random);
    format!(
        "2026-03-14 09:{minute:02}:{second:05} [{level:>5}] worker-{thread} {:016x} - {}\n",
        random.next(),
        message.trim()
    )
}

fn prose(random: &mut Random) -> String {
    let words =
        ["the", "of", "report", "which", "Berlin", "measured", "again,", "it's", "results", "unlikely", "we", "7 %"];
    let sentence: Vec<&str> = (0..3 + random.below(12)).map(|_| random.pick(&words)).collect();
    let rare = word(random);
    format!("{} {rare}. ", sentence.join(" "))
}

/// A made-up word, some more often than others.
fn word(random: &mut Random) -> String {
    let syllables = "con ver ti fy load un der get Name ab le ra do mi ex _id port ed ly se".split(' ');
    let syllables: Vec<&str> = syllables.collect();
    let mut one = || syllables[random.below(syllables.len()).min(random.below(syllables.len()))];
    let (first, second, third) = (one(), one(), one());
    format!("{first}{second}{third}")
}

fn chinese(random: &mut Random) -> String {
    let common = "数据压缩是指按照特定的编码机制用比未经编码少位元或者其它信息相关单位表示过程常见例子文件格式除了能够保存大量以外还来";
    let end = random.pick(&["，", "。", "、", "\n"]);
    format!("{}{end}", random.chars_of(common, 25))
}

fn japanese(random: &mut Random) -> String {
    let words = "データ 圧縮 ファイル の は を に が して する ました 検索 結果 ユーザー 表示 できません これ から 変更 サーバ 新しい";
    let words: Vec<&str> = words.split(' ').collect();
    let clause: String = (0..2 + random.below(12)).map(|_| random.pick(&words)).collect();
    format!("{clause}{}", random.pick(&["、", "。", "。\n"]))
}

fn russian(random: &mut Random) -> String {
    let syllables = "по ста но ко то ни при ре ло ва ть ся ние ный ров пере дан файл от мен";
    let syllables: Vec<&str> = syllables.split(' ').collect();
    let word: String = (0..=random.below(5)).map(|_| random.pick(&syllables)).collect();
    format!("{word}{}", random.pick(&[" ", " ", " ", ", ", ".\n"]))
}

fn emoji(random: &mut Random) -> String {
    let one = |random: &mut Random| random.char_in(&[(0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF)]);
    let several: String = (0..=random.below(8)).map(|_| one(random)).collect();
    format!("{several}{}", random.pick(&["\u{FE0F}", "\u{1F3FB}", " ", " ok\n"]))
}

fn letters(random: &mut Random) -> String {
    random.chars_of("abcdefghijklmnopqrstuvwxyz", 1000)
}

fn base64_line(random: &mut Random) -> String {
    base64(random, 150) + "\n"
}
