//! Bytes to text: UTF-8, else Windows-1252 with a remark, else a clear refusal.
//!
//! Part of ingest; byte order marks and UTF-16 are dealt with before, in the stream. The hard decision: text that is
//! UTF-8 but for some bytes is damaged, not Windows-1252, and is refused rather than turned into "Ã©".

use crate::error::{Error, ErrorKind, Result};
use std::borrow::Cow;

/// Text, and a remark where it had to be interpreted.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) remark: Option<&'static str>,
}

/// Reads bytes as text. `label`: an encoding the document itself names, asked only where the bytes are not UTF-8.
pub(super) fn text<'a>(bytes: &'a [u8], label: Option<&str>) -> Result<Decoded<'a>> {
    if looks_binary(bytes) {
        return Err(Error::new(
            ErrorKind::Input,
            "holds binary data, not text; give the article as text, Markdown, HTML, JSON or CSV",
        ));
    }
    let failure = match std::str::from_utf8(bytes) {
        Ok(text) => {
            return Ok(Decoded {
                text: text.into(),
                remark: None,
            });
        }
        Err(failure) => failure,
    };
    if let Some(encoding) = label.and_then(|l| encoding_rs::Encoding::for_label(l.as_bytes()))
        && encoding != encoding_rs::UTF_8
    {
        let (text, _, damaged) = encoding.decode(bytes);
        let remark = damaged.then_some("some characters do not fit the encoding the page names and were replaced");
        return Ok(Decoded { text, remark });
    }
    if mostly_utf8(bytes) {
        let before = &bytes[..failure.valid_up_to()];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        // Counted from 1, as lines and as editors do.
        let message = format!(
            "broken utf-8 at byte {} (value 0x{:02x}); save the file as utf-8 again",
            failure.valid_up_to() + 1,
            bytes[failure.valid_up_to()]
        );
        return Err(Error::new(ErrorKind::Input, message).on_line(line));
    }
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
    Ok(Decoded {
        text,
        remark: Some("not utf-8; read as windows-1252"),
    })
}

/// Whether more of the bytes beyond ASCII stand in whole UTF-8 characters than not.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|b| !b.is_ascii()).count();
        broken += chunk.invalid().len();
    }
    whole > broken
}

/// Whether these bytes are no text in any encoding read here: NULs, or many control characters.
pub(super) fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let controls = head.iter().filter(|b| matches!(b, 1..=8 | 14..=26 | 28..=31)).count();
    head.contains(&0) || controls * 20 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_bytes_has_its_answer() {
        assert_eq!(text("Türkiye".as_bytes(), None).unwrap().text, "Türkiye");
        let latin = text(b"the caf\xe9 in K\xf6ln", None).unwrap();
        assert_eq!(latin.text, "the café in Köln");
        assert!(latin.remark.is_some());
        let mut damaged = "Erdoğan met Zelenskyy\nin Çankaya ".as_bytes().to_vec();
        damaged.push(0xff);
        let error = text(&damaged, None).err().unwrap();
        assert!(error.to_string().starts_with("line 2: broken utf-8 at byte"), "{error}");
        assert!(text(b"PK\x03\x04\x00\x00", None).is_err());
        assert_eq!(text(b"\xcc\xee\xf1\xea\xe2\xe0", Some("windows-1251")).unwrap().text, "Москва");
    }
}
