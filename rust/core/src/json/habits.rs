//! Whether a program wrote a literal of JavaScript: what may be written in more ways than one is the same throughout.

/// How often what may be written in more ways than one was written in each.
#[derive(Default)]
pub(super) struct Habits {
    pub bare_keys: usize,
    /// Keys in quotes that need none.
    pub quoted_names: usize,
    pub single_quotes: usize,
    /// Strings between double quotes that hold no single one.
    pub double_quotes: usize,
    /// Objects whose brackets close behind a comma, on lines of their own and on those of the last field.
    pub last_commas: [usize; 2],
    /// Objects with fields, the same.
    pub objects: [usize; 2],
    /// Comments, and records with any.
    pub comments: usize,
    pub commented: usize,
    /// Records of the list, or of lists beside it.
    pub records: usize,
}

impl Habits {
    /// Whether one program wrote all of it, and wrote no JSON.
    pub fn are_one(&self) -> bool {
        let commas =
            self.last_commas.iter().zip(&self.objects).all(|(&commas, &objects)| commas == 0 || commas == objects);
        let are_names_bare = self.bare_keys > 0 && self.quoted_names == 0;
        let is_beside_json = self.last_commas != [0, 0] || self.comments > 0;
        let is_json_beside = self.bare_keys == 0 && self.single_quotes == 0 && is_beside_json;
        let are_commented = self.commented == 0 || self.commented == self.records;
        let are_quotes_one = self.single_quotes == 0 || self.double_quotes == 0;
        commas && are_quotes_one && are_commented && (are_names_bare || is_json_beside)
    }
}
