//! An image's size, read from the head of its file. What cannot be read has no size; nothing fails.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use imagesize::{ImageError, blob_size};

use crate::message::{Image, Source};
use crate::models::{Bounded, Model, Size};

/// Bytes to read, in turn: most formats say their size at once, JPEG behind its metadata, which may be some 100 kB.
const HEADS: [usize; 4] = [96, 4_096, 65_536, LARGEST_HEAD];
const LARGEST_HEAD: usize = 1 << 18;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

impl Source<'_> {
    /// The image's size where its head is at hand. Reads a quarter of a megabyte at most, whatever the image's length.
    #[must_use]
    pub fn size(self) -> Option<Size> {
        match self {
            Self::Text(text) => base64_size(base64_of(text)?),
            Self::Bytes(bytes) => read(&bytes[..bytes.len().min(LARGEST_HEAD)]).ok().flatten(),
            Self::Elsewhere => None,
        }
    }
}

impl Image<'_> {
    /// Its tokens for `model`, as its size says where that can be read.
    #[must_use]
    pub fn count(&self, model: &Model) -> Bounded {
        model.rules.images.count(self.source.size(), self.detail)
    }
}

/// The base64 in a data URL, or the text itself, which is found to be something else where it is decoded.
fn base64_of(text: &str) -> Option<&[u8]> {
    let is_url = text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    if !is_url {
        return Some(text.as_bytes());
    }
    let (kind, data) = text.split_once(',')?;
    let is_base64 = kind.rsplit(';').next().is_some_and(|word| word.eq_ignore_ascii_case("base64"));
    is_base64.then_some(data.as_bytes())
}

fn base64_size(encoded: &[u8]) -> Option<Size> {
    for bytes in HEADS {
        let head = &encoded[..encoded.len().min(bytes / 3 * 4)];
        match read(&decoded(head)?) {
            Ok(size) => return size,
            Err(Cut) if head.len() == encoded.len() => return None,
            Err(Cut) => {}
        }
    }
    None
}

fn decoded(head: &[u8]) -> Option<Vec<u8>> {
    let mut characters: Vec<u8> =
        head.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).map(standard).collect();
    if characters.len() % 4 == 1 {
        characters.pop(); // white space cut the head within a group
    }
    let mut bytes = vec![0; characters.len().div_ceil(4) * 3];
    let length = BASE64.decode_slice(&characters, &mut bytes).ok()?;
    bytes.truncate(length);
    Some(bytes)
}

/// The character of the standard alphabet for one of the URL-safe alphabet.
fn standard(character: u8) -> u8 {
    match character {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    }
}

/// The head ends before the size.
struct Cut;

fn read(bytes: &[u8]) -> Result<Option<Size>, Cut> {
    match blob_size(bytes) {
        Ok(size) => Ok(Size::new(size.width, size.height)),
        Err(ImageError::IoError(_)) => Err(Cut),
        Err(ImageError::NotSupported | ImageError::CorruptedImage) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), b"\x08\x02"].concat()
    }

    fn gif(width: u16, height: u16) -> Vec<u8> {
        [b"GIF89a".as_slice(), &width.to_le_bytes(), &height.to_le_bytes(), b"\0\0\0"].concat()
    }

    /// `metadata` bytes of EXIF stand before the frame, in segments as long as they may be.
    fn jpeg(width: u16, height: u16, metadata: usize) -> Vec<u8> {
        let mut bytes = b"\xff\xd8".to_vec();
        for start in (0..metadata).step_by(65_000) {
            let length = (metadata - start).min(65_000) as u16 + 2;
            bytes.extend([b"\xff\xe1".as_slice(), &length.to_be_bytes()].concat());
            bytes.resize(bytes.len() + usize::from(length) - 2, 0xee);
        }
        bytes.extend([b"\xff\xc0\0\x11\x08".as_slice(), &height.to_be_bytes(), &width.to_be_bytes(), b"\x03"].concat());
        bytes
    }

    fn webp(width: u16, height: u16) -> Vec<u8> {
        let dimensions = [width.to_le_bytes(), height.to_le_bytes()].concat();
        [b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a".as_slice(), &dimensions].concat()
    }

    fn bmp(width: u32, height: u32) -> Vec<u8> {
        let dimensions = [width.to_le_bytes(), height.to_le_bytes()].concat();
        [b"BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0".as_slice(), &dimensions, &[0; 8]].concat()
    }

    fn base64(bytes: &[u8]) -> String {
        let mut text = vec![0; bytes.len().div_ceil(3) * 4];
        let length = base64::engine::general_purpose::STANDARD.encode_slice(bytes, &mut text).unwrap();
        String::from_utf8(text[..length].to_vec()).unwrap()
    }

    #[test]
    fn every_format_says_its_size() {
        let size = Size::new(640, 480);
        for bytes in [png(640, 480), gif(640, 480), jpeg(640, 480, 0), webp(640, 480), bmp(640, 480)] {
            assert_eq!(Source::Bytes(&bytes).size(), size, "{bytes:?}");
            assert_eq!(Source::Text(&base64(&bytes)).size(), size);
            assert_eq!(Source::Text(&format!("data:image/png;base64,{}", base64(&bytes))).size(), size);
            assert_eq!(Source::Text(&format!("DATA:image/png;charset=x;Base64, {}", base64(&bytes))).size(), size);
            let lines: Vec<String> =
                base64(&bytes).as_bytes().chunks(19).map(|line| String::from_utf8_lossy(line).into()).collect();
            assert_eq!(Source::Text(&lines.join("\r\n").replace('+', "-").replace('/', "_")).size(), size);
        }
    }

    #[test]
    fn a_jpegs_size_is_found_behind_its_metadata_up_to_a_bound() {
        for (metadata, size) in [(600, Size::new(64, 48)), (150_000, Size::new(64, 48)), (300_000, None)] {
            let bytes = jpeg(64, 48, metadata);
            assert_eq!(Source::Bytes(&bytes).size(), size, "{metadata}");
            assert_eq!(Source::Text(&base64(&bytes)).size(), size, "{metadata}");
        }
    }

    #[test]
    fn a_truncated_image_has_no_size() {
        for bytes in [png(640, 480), gif(640, 480), jpeg(640, 480, 100), webp(640, 480)] {
            for end in 0..bytes.len() - 8 {
                assert_eq!(Source::Bytes(&bytes[..end]).size(), None);
                assert_eq!(Source::Text(&base64(&bytes[..end])).size(), None);
            }
        }
    }

    #[test]
    fn what_is_no_image_has_no_size() {
        for text in
            ["", "https://example.com/a.png", "data:", "data:image/png,raw", "data:image/png;base64,", "ü", "===="]
        {
            assert_eq!(Source::Text(text).size(), None, "{text}");
        }
        assert_eq!(Source::Elsewhere.size(), None);
        assert_eq!(Source::Bytes(&png(0, 480)).size(), None, "an image without pixels");
    }
}
