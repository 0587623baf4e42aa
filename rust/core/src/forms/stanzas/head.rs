//! The head of stanzas: the first lines that most of them have in common but for values.

use std::collections::HashMap;

use super::shape::Shape;
use super::{LEAST_ROWS, MOST_LINES};
use crate::forms::text_lines::lines;

/// One in so many of the stanzas has the head at least.
const STANZAS_FOR_ONE: usize = 2;

/// The shapes of the first lines of stanzas, and which stanzas begin with them.
#[derive(Debug, Default)]
pub(super) struct Head<'t> {
    pub shapes: Vec<Shape<'t>>,
    /// The numbers of these stanzas, ascending.
    pub stanzas: Vec<usize>,
}

/// Whether stanzas may have a head of two lines, so many that are worth it, found out without memory: a shape that half of
/// them begin with is among the two that are left where lines of three shapes cancel each other out (Misra and Gries, "Finding
/// repeated elements", 1982).
pub(super) fn may_be<'t, S: Iterator<Item = &'t str>>(stanzas: impl Fn() -> S) -> bool {
    let mut left: [Option<(Shape, usize)>; 2] = [None; 2];
    let (mut all, mut cancelled) = (0, 0);
    for first in stanzas().map(first_of_more) {
        all += 1;
        let Some(shape) = first else { continue };
        if let Some((_, times)) = left.iter_mut().flatten().find(|(other, _)| *other == shape) {
            *times += 1;
        } else if let Some(free) = left.iter_mut().find(|place| place.is_none()) {
            *free = Some((shape, 1));
        } else {
            left = left.map(|place| place.map(|(other, times)| (other, times - 1)).filter(|&(_, times)| times > 0));
            cancelled += 1;
        }
    }
    let begins = |shape: &Shape| stanzas().filter(|stanza| first_of_more(stanza).as_ref() == Some(shape)).count();
    let may_be_enough = |&(ref shape, times): &(Shape, usize)| {
        times + cancelled >= least(all) && (times >= least(all) || begins(shape) >= least(all))
    };
    left.iter().flatten().any(may_be_enough)
}

/// The shape of the first line of a stanza that has another.
fn first_of_more(stanza: &str) -> Option<Shape<'_>> {
    let first = lines(stanza).next()?;
    (first.len() < stanza.len()).then(|| Shape::of(first))
}

/// So many of all stanzas have a head at least.
fn least(all: usize) -> usize {
    LEAST_ROWS.max(all.div_ceil(STANZAS_FOR_ONE))
}

impl<'t> Head<'t> {
    /// The head that stands for most: going down line by line, with the stanzas that have the shape which most of them have
    /// there, as far as enough are left. Linear in the first lines.
    pub(super) fn of(stanzas: &[&'t str]) -> Self {
        let least = least(stanzas.len());
        let mut rest: Vec<_> = stanzas.iter().map(|stanza| lines(stanza)).enumerate().collect();
        let (mut shapes, mut bytes, mut best, mut most) = (Vec::new(), 0, Self::default(), 0);
        while shapes.len() < MOST_LINES {
            let next: Vec<Option<Shape>> = rest.iter_mut().map(|(_, lines)| lines.next().map(Shape::of)).collect();
            let Some(shape) = commonest(&next, least) else { break };
            rest =
                rest.into_iter().zip(next).filter(|(_, next)| *next == Some(shape)).map(|(stanza, _)| stanza).collect();
            shapes.push(shape);
            bytes += shape.key.len() + 1;
            if bytes * rest.len() >= most {
                most = bytes * rest.len();
                best = Self { shapes: shapes.clone(), stanzas: rest.iter().map(|(number, _)| *number).collect() };
            }
        }
        best
    }
}

/// The shape that most lines have, the first of these; `None` where fewer than `least` have it.
fn commonest<'t>(shapes: &[Option<Shape<'t>>], least: usize) -> Option<Shape<'t>> {
    let mut counts: HashMap<Shape, usize> = HashMap::new();
    for shape in shapes.iter().flatten() {
        *counts.entry(*shape).or_default() += 1;
    }
    let most = counts.values().copied().max().filter(|&most| most >= least)?;
    shapes.iter().flatten().copied().find(|shape| counts[shape] == most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(stanzas: &[&str]) -> (usize, Vec<usize>) {
        let head = Head::of(stanzas);
        (head.shapes.len(), head.stanzas)
    }

    #[test]
    fn the_head_is_what_most_have_in_common() {
        let (ada, bob) = ("Name: ada\nAge: 7\nNotes:\nnone\n", "Name: bob\nAge: 9\nNotes:\nmany\n");
        let other = "Name: eve\nBorn: 1\nAge: 7\nNotes:\n";
        assert_eq!(head(&[ada, bob, other, ada]), (3, vec![0, 1, 3]));
        assert_eq!(head(&[ada, other, other, bob]), (1, vec![0, 1, 2, 3]));
        assert_eq!(head(&[ada, bob]), (0, vec![]));
        assert_eq!(head(&[ada, bob, ada]), (3, vec![0, 1, 2]));
    }
}
