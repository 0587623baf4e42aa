//! The memory answers what would have been made, forgets what it cannot hold, and bears threads.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};

use headroom_core::memo::{Key, Memo, Weigh};
use proptest::prelude::*;
use support::cases;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Text(String);

impl Weigh for Text {
    fn heap_bytes(&self) -> usize {
        self.0.len()
    }
}

fn long(text: u8) -> Text {
    Text(text.to_string().repeat(usize::from(text) * 10))
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn whatever_is_asked_and_forgotten_the_answer_is_right(asked in prop::collection::vec(any::<u8>(), 0..400), capacity in 0..40_000_usize) {
        let memo = Memo::new(capacity);
        for text in asked {
            prop_assert_eq!(memo.get_or(Key::new([0, 0], &text.to_string()), || long(text)), long(text));
        }
    }

    #[test]
    fn what_is_larger_than_half_the_memory_is_made_each_time(bytes in 0..2000_usize) {
        let (memo, made) = (Memo::new(2000), AtomicUsize::new(0));
        for _ in 0..2 {
            memo.get_or(Key::new([0, 0], "text"), || {
                made.fetch_add(1, Ordering::Relaxed);
                Text("x".repeat(bytes))
            });
        }
        prop_assert!(made.into_inner() == 1 || bytes > 1000 - 200);
    }
}

#[test]
fn threads_that_ask_for_the_same_get_the_same() {
    let memo = Memo::new(1 << 14);
    std::thread::scope(|scope| {
        for start in 0..8_u8 {
            let memo = &memo;
            scope.spawn(move || {
                for step in 0..2000_u16 {
                    let text = start.wrapping_add(step as u8);
                    assert_eq!(memo.get_or(Key::new([0, 0], &text.to_string()), || long(text)), long(text));
                }
            });
        }
    });
}

#[test]
fn a_panic_while_making_leaves_the_memory_usable() {
    let memo: Memo<Text> = Memo::new(1 << 14);
    let key = Key::new([0, 0], "text");
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| memo.get_or(key, || panic!("injected"))));
    assert!(panicked.is_err());
    assert_eq!(memo.get_or(key, || long(3)), long(3));
}
