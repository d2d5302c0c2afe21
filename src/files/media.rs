//! What a file is, by its bytes alone: neither its name nor its sender is believed.
use super::error::FileError;
use std::fmt;
use std::str::FromStr;

/// How much of a file's beginning is looked at.
pub(super) const BEGINNING: usize = 64 << 10;

/// Formats that are spelled in letters, and no plain text.
const MARKED_UP: [&str; 3] = ["application/rtf", "application/postscript", "application/x-x509-ca-cert"];

macro_rules! media {
    ($($(#[$doc:meta])* $name:ident $mime:literal $ending:literal),+ $(,)?) => {
        /// A kind of file that is taken.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum MediaType {
            $($(#[$doc])* $name),+
        }

        impl MediaType {
            /// Every kind that is taken.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its name: `image/jpeg`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $mime),+ }
            }

            /// How the names of such files end: `jpg`.
            #[must_use]
            pub const fn ending(self) -> &'static str {
                match self { $(Self::$name => $ending),+ }
            }
        }
    };
}

media! {
    /// A photograph.
    Jpeg "image/jpeg" "jpg",
    /// A drawing, a screen.
    Png "image/png" "png",
    /// A picture from the web.
    Webp "image/webp" "webp",
    /// A paper.
    Pdf "application/pdf" "pdf",
    /// A text that can be edited.
    Docx "application/vnd.openxmlformats-officedocument.wordprocessingml.document" "docx",
    /// A table that can be edited.
    Xlsx "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" "xlsx",
    /// Plain text in UTF-8.
    Text "text/plain" "txt",
    /// Sound.
    Mp3 "audio/mpeg" "mp3",
    /// Sound as telephones record it.
    Amr "audio/amr" "amr",
    /// Sound, as newer telephones record it.
    M4a "audio/mp4" "m4a",
    /// A film.
    Mp4 "video/mp4" "mp4",
}

impl MediaType {
    /// Whether it is a picture, which is shown as a rendition.
    #[must_use]
    pub const fn is_image(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// Whether it is a package of parts that has to be looked into.
    pub(super) const fn is_package(self) -> bool {
        matches!(self, Self::Docx | Self::Xlsx)
    }

    /// Every kind that is taken, by its ending.
    pub(super) fn names() -> String {
        Self::ALL.iter().map(|media| media.ending()).collect::<Vec<_>>().join(", ")
    }

    /// What a file is that begins so. What of it cannot be told from its beginning is for later: whether all of a text
    /// is text, whether a picture can be drawn, what is in a package.
    ///
    /// # Errors
    /// When it is of no kind that is taken.
    pub fn of(beginning: &[u8]) -> Result<Self, FileError> {
        if beginning.is_empty() {
            return Err(FileError::Empty);
        }
        // Its first letters are those of a program for a shell, too.
        if beginning.starts_with(b"#!AMR") {
            return Ok(Self::Amr);
        }
        let Some(found) = infer::get(beginning) else {
            return Self::of_text(beginning);
        };
        let refused = |advice| FileError::Refused { found: found.mime_type().into(), advice };
        Ok(match found.mime_type() {
            "image/jpeg" => Self::Jpeg,
            "image/png" => Self::Png,
            "image/webp" => Self::Webp,
            "application/pdf" => Self::Pdf,
            "audio/mpeg" => Self::Mp3,
            "audio/m4a" => Self::M4a,
            "video/mp4" | "video/x-m4v" => Self::Mp4,
            "image/heif" | "image/avif" => {
                return Err(refused("; set the telephone's camera to \"most compatible\" or save it as jpg"));
            }
            "application/msword" => return Err(refused("; save it as docx")),
            "application/vnd.ms-excel" => return Err(refused("; save it as xlsx")),
            name if name == Self::Docx.name() => Self::Docx,
            name if name == Self::Xlsx.name() => Self::Xlsx,
            // Its parts stand in another order than usual: which it is, its list of parts tells.
            "application/zip" if names(beginning, b"xl/") => Self::Xlsx,
            "application/zip" if names(beginning, b"word/") => Self::Docx,
            // A text may begin with the two letters by which an old format is known.
            name => match Self::of_text(beginning) {
                Ok(text) if !MARKED_UP.contains(&name) && !name.starts_with("text/") => text,
                _ => return Err(refused("")),
            },
        })
    }

    fn of_text(beginning: &[u8]) -> Result<Self, FileError> {
        let mut check = TextCheck::default();
        check.take(beginning)?;
        let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).trim_ascii_start();
        if text.starts_with(b"<") {
            return Err(FileError::Refused { found: "marked-up text (HTML, SVG, XML)".into(), advice: "" });
        }
        Ok(Self::Text)
    }
}

fn names(beginning: &[u8], folder: &[u8]) -> bool {
    beginning.windows(folder.len()).any(|window| window == folder)
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.ending())
    }
}

impl FromStr for MediaType {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().find(|media| media.name() == name);
        known.copied().ok_or_else(|| format!("'{name}' is no media type that this program stores"))
    }
}

/// Sees that all that it takes is UTF-8, and text.
#[derive(Debug, Default)]
pub(super) struct TextCheck {
    /// The beginning of a character whose end has not come yet.
    rest: Vec<u8>,
}

impl TextCheck {
    /// Takes what comes next.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        let mut text = std::mem::take(&mut self.rest);
        text.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&text) {
            Ok(_) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Err(no_text("not UTF-8")),
        };
        let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
        if text[..whole].iter().any(is_control) {
            return Err(no_text("not text"));
        }
        self.rest = text.split_off(whole);
        Ok(())
    }

    /// There is no more.
    pub(super) fn finish(self) -> Result<(), FileError> {
        if self.rest.is_empty() { Ok(()) } else { Err(no_text("not UTF-8")) }
    }
}

fn no_text(found: &str) -> FileError {
    FileError::Refused {
        found: format!("of an unknown kind ({found})").into(),
        advice: "; save a text as UTF-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (beginning, media) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], MediaType::Jpeg),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", MediaType::Png),
            (b"RIFF\x24\0\0\0WEBPVP8 ", MediaType::Webp),
            (b"%PDF-1.7\n", MediaType::Pdf),
            ("更正：门牌 <12> 号".as_bytes(), MediaType::Text),
            ("BM 两字开头的说明，并不是图片。".as_bytes(), MediaType::Text),
            (b"ID3\x04\0\0", MediaType::Mp3),
            (b"#!AMR\n\x3c", MediaType::Amr),
            (b"\0\0\0\x20ftypM4A \0\0\0\0", MediaType::M4a),
            (b"\0\0\0\x20ftypisom\0\0\x02\0", MediaType::Mp4),
        ] {
            assert_eq!(MediaType::of(beginning).expect("taken"), media);
        }
    }

    #[test]
    fn what_is_active_or_unknown_is_refused_with_a_list_of_what_is_taken() {
        for beginning in [
            &b"<!DOCTYPE html><script>"[..],
            b"\xef\xbb\xbf  <svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"a()\">",
            b"<?xml version=\"1.0\"?><svg/>",
            b"MZ\x90\0\x03\0",
            b"\x7fELF\x02\x01\x01",
            b"PK\x03\x04\x14\0\0\0\0\0a.txt",
            b"GIF89a\x01\0\x01\0",
            b"#!/bin/sh\n",
            "案卷".as_bytes().get(..4).unwrap_or_default().repeat(2).as_slice(),
            b"a\0b",
            b"\xb0\xb8\xbe\xed",
        ] {
            let error = MediaType::of(beginning).expect_err("refused");
            assert!(matches!(error, FileError::Refused { .. }), "{error}");
            assert!(error.to_string().contains("jpg, png, webp, pdf"), "{error}");
        }
        let heic = MediaType::of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").expect_err("refused").to_string();
        assert!(heic.contains("jpg"), "{heic}");
        assert!(matches!(MediaType::of(b""), Err(FileError::Empty)));
    }

    #[test]
    fn a_character_may_come_in_two_pieces_and_must_come_whole() {
        let text = "案卷".as_bytes();
        let mut check = TextCheck::default();
        check.take(&text[..4]).expect("the second character has begun");
        check.take(&text[4..]).expect("and ends");
        check.finish().expect("whole");
        let mut check = TextCheck::default();
        check.take(&text[..4]).expect("the second character has begun");
        assert!(check.finish().is_err());
    }
}
