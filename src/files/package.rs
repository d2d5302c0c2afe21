//! Documents and tables are packages of parts: that they have the parts which make them what they are, and no program.
use super::error::FileError;
use super::media::MediaType;
use std::io::Cursor;
use zip::ZipArchive;

/// Refuses a package that is not what it looks like. Its parts are listed and not unpacked.
pub(super) fn look_into(media: MediaType, bytes: &[u8]) -> Result<(), FileError> {
    let unsound = |reason: &dyn ToString| FileError::unsound(media, &reason.to_string());
    let package = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unsound(&error))?;
    let main = if media == MediaType::Xlsx { "xl/workbook.xml" } else { "word/document.xml" };
    for part in ["[Content_Types].xml", main] {
        if package.index_for_name(part).is_none() {
            return Err(unsound(&format!("it has no part {part}")));
        }
    }
    let is_program = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.ends_with("vbaproject.bin") || name.contains("/activex/")
    };
    for name in package.file_names() {
        let program = name.map_err(|error| unsound(&error))?;
        if !is_program(&program) {
            continue;
        }
        return Err(FileError::Refused {
            found: format!("a {media} with a program in it ({program})").into(),
            advice: "; save it without macros",
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn package(parts: &[&str]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for part in parts {
            writer.start_file(*part, SimpleFileOptions::default()).expect("a part");
            writer.write_all(b"<a/>").expect("its bytes");
        }
        writer.finish().expect("whole").into_inner()
    }

    #[test]
    fn a_package_has_the_parts_that_make_it_what_it_is_and_no_program() {
        let types = "[Content_Types].xml";
        look_into(MediaType::Docx, &package(&[types, "word/document.xml"])).expect("a document");
        look_into(MediaType::Xlsx, &package(&["xl/workbook.xml", types])).expect("a table");
        for (media, parts) in [
            (MediaType::Docx, &[types, "xl/workbook.xml"][..]),
            (MediaType::Xlsx, &["xl/workbook.xml"]),
            (MediaType::Docx, &[types, "word/document.xml", "word/vbaProject.bin"]),
            (MediaType::Xlsx, &[types, "xl/workbook.xml", "xl/activeX/activeX1.bin"]),
        ] {
            look_into(media, &package(parts)).expect_err("refused");
        }
        look_into(MediaType::Docx, b"PK\x03\x04 and then nothing").expect_err("refused");
    }
}
