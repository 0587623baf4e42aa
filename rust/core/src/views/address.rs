//! Addresses of originals: short enough for a prompt, and worth nothing outside of the conversation that shows them.

use blake3::{Hash, Hasher};

/// Crockford's base32 in lower case: no `i`, `l`, `o` or `u`.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters, of five bits each.
const LENGTH: usize = 12;

/// The address of a text within a scope, such as a session of a user: 12 characters, the same on every machine.
///
/// Without the secret nobody can tell which text or scope an address belongs to, nor find another scope's addresses.
///
/// ```
/// use headroom_core::views::address;
///
/// assert_eq!(address(b"secret", "session 1", "a long result"), "72fy1078v2xs");
/// ```
#[must_use]
pub fn address(secret: &[u8], scope: impl AsRef<[u8]>, text: impl AsRef<[u8]>) -> String {
    let hash = keyed_hash("headroom views: the address of a text", secret, [scope.as_ref(), text.as_ref()]);
    let bits = hash.as_bytes()[..8].iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let letter = |place| char::from(ALPHABET[(bits >> (64 - 5 * (place + 1))) as usize % ALPHABET.len()]);
    (0..LENGTH).map(letter).collect()
}

/// The key under which a store keeps what an address of a scope stands for: 64 hexadecimal digits.
///
/// Whoever reads the store learns neither of them.
#[must_use]
pub fn store_key(secret: &[u8], scope: impl AsRef<[u8]>, address: impl AsRef<[u8]>) -> String {
    let parts = [scope.as_ref(), address.as_ref()];
    keyed_hash("headroom views: the key of an address in a store", secret, parts).to_hex().to_string()
}

/// Each part behind its length, so that no two pairs read alike.
fn keyed_hash(context: &str, secret: &[u8], parts: [&[u8]; 2]) -> Hash {
    let mut hasher = Hasher::new_keyed(&blake3::derive_key(context, secret));
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_the_same_on_every_machine() {
        assert_eq!(address(b"", "", ""), "k0nvqwvnw3zk");
        assert_eq!(address(b"secret", "scope", "text"), "rhawbvmd0x1e");
        let key = "4b76f3adbc380bc7af3e186ca3d565681ba3aaa70029d37faa58f9ec105ae562";
        assert_eq!(store_key(b"secret", "scope", "0123456789ab"), key);
    }

    #[test]
    fn secret_scope_and_text_all_count_and_so_does_where_they_meet() {
        let addresses = [
            address(b"secret", "scope", "text"),
            address(b"Secret", "scope", "text"),
            address(b"secret", "Scope", "text"),
            address(b"secret", "scope", "Text"),
            address(b"secret", "scopet", "ext"),
            address(b"secret", "text", "scope"),
            address(b"secretscope", "", "text"),
            address(b"", "secretscope", "text"),
        ];
        assert_eq!(addresses.iter().collect::<HashSet<_>>().len(), addresses.len());
    }

    #[test]
    fn every_character_uses_all_of_the_alphabet() {
        let addresses: Vec<String> = (0..1000).map(|number| address(b"", "", number.to_string())).collect();
        for place in 0..LENGTH {
            let letters: HashSet<u8> = addresses.iter().map(|address| address.as_bytes()[place]).collect();
            assert_eq!(letters, ALPHABET.iter().copied().collect());
        }
    }

    #[test]
    fn a_key_is_no_address_of_the_same_words() {
        let (address, key) = (address(b"secret", "scope", "text"), store_key(b"secret", "scope", "text"));
        let bits = u64::from_str_radix(&key[..16], 16).unwrap();
        assert_ne!(address.as_bytes()[0], ALPHABET[(bits >> 59) as usize]);
    }

    proptest! {
        #[test]
        fn an_address_has_twelve_characters_of_the_alphabet(secret: Vec<u8>, scope: Vec<u8>, text: Vec<u8>) {
            let address = address(&secret, scope, text);
            prop_assert_eq!(address.len(), LENGTH);
            prop_assert!(address.bytes().all(|letter| ALPHABET.contains(&letter)));
        }
    }
}
