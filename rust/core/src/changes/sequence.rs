//! The order of entries that come, go and move: each step in constant time.

/// Numbers in an order, each once.
#[derive(Debug, Default)]
pub struct Sequence {
    /// Before and behind each number; the last one stands for both ends.
    links: Vec<Link>,
    first: Option<usize>,
    last: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Link {
    before: Option<usize>,
    behind: Option<usize>,
}

impl Sequence {
    /// The numbers below `count`, ascending.
    pub fn of(count: usize) -> Self {
        let mut sequence = Self::default();
        (0..count).for_each(|number| sequence.put(number, sequence.last));
        sequence
    }

    /// The last number.
    pub fn last(&self) -> Option<usize> {
        self.last
    }

    /// Puts a number that is not there behind another that is, or before all.
    pub fn put(&mut self, number: usize, before: Option<usize>) {
        if self.links.len() <= number {
            self.links.resize(number + 1, Link::default());
        }
        let behind = before.map_or(self.first, |before| self.links[before].behind);
        self.links[number] = Link { before, behind };
        *before.map_or(&mut self.first, |before| &mut self.links[before].behind) = Some(number);
        *behind.map_or(&mut self.last, |behind| &mut self.links[behind].before) = Some(number);
    }

    /// Takes out a number that is there.
    pub fn take(&mut self, number: usize) {
        let Link { before, behind } = self.links[number];
        *before.map_or(&mut self.first, |before| &mut self.links[before].behind) = behind;
        *behind.map_or(&mut self.last, |behind| &mut self.links[behind].before) = before;
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        std::iter::successors(self.first, |&number| self.links[number].behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_go_and_move() {
        let mut sequence = Sequence::of(4);
        sequence.take(1);
        sequence.put(4, Some(3));
        sequence.put(1, None);
        sequence.take(0);
        sequence.put(5, Some(2));
        assert_eq!(sequence.iter().collect::<Vec<_>>(), [1, 2, 5, 3, 4]);
        assert_eq!(sequence.last(), Some(4));
        (1..=5).for_each(|number| sequence.take(number));
        assert_eq!((sequence.iter().next(), sequence.last()), (None, None));
    }
}
