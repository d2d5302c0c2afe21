//! A report as PDF, laid out as the docx is: typst draws it with a Chinese font that is found when it is needed.
use super::{Form, PaperError};
use crate::figures::report::{Report, Span};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

const PAGE: &str = include_str!("templates/report.typ");
/// How the files of fonts begin that have all the signs.
const FAMILIES: [&str; 2] = ["NotoSerifCJK", "SourceHanSerif"];
/// How deep the folders of fonts are looked through.
const DEPTH: usize = 4;
/// For how many drawings the library keeps what it has computed.
const KEPT: usize = 2;

/// Where the font of a PDF comes from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fonts {
    /// The file that was configured.
    pub configured: Option<PathBuf>,
}

impl Fonts {
    /// The files to read: the one that was configured, else every weight of a family that has all the signs.
    fn files(&self) -> Result<Vec<PathBuf>, PaperError> {
        if let Some(file) = &self.configured {
            return Ok(vec![file.clone()]);
        }
        let looked = folders();
        let mut found = BTreeSet::new();
        for folder in &looked {
            collect(folder, DEPTH, &mut found);
        }
        let of = |family: &str| {
            let of = found.iter().filter(|path| file_name(path).starts_with(family));
            let of: Vec<_> = of.cloned().collect();
            (!of.is_empty()).then_some(of)
        };
        FAMILIES.iter().find_map(|family| of(family)).ok_or(PaperError::NoFont { looked })
    }

    fn read(&self) -> Result<Vec<Font>, PaperError> {
        let mut fonts = Vec::new();
        for path in self.files()? {
            let bad = |reason: String| PaperError::BadFont { path: path.clone(), reason };
            let bytes = std::fs::read(&path).map_err(|error| bad(error.to_string()))?;
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(bytes)));
            if fonts.len() == before {
                return Err(bad("it holds no font".to_owned()));
            }
        }
        Ok(fonts)
    }
}

/// The folders of fonts, as the desktops agree on them.
fn folders() -> Vec<PathBuf> {
    let data = std::env::var("XDG_DATA_DIRS").ok().filter(|text| !text.is_empty());
    let data = data.unwrap_or_else(|| "/usr/local/share:/usr/share".to_owned());
    data.split(':')
        .filter(|folder| !folder.is_empty())
        .map(|folder| Path::new(folder).join("fonts"))
        .collect()
}

fn collect(folder: &Path, depth: usize, found: &mut BTreeSet<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if FAMILIES.iter().any(|family| file_name(&path).starts_with(family)) {
            found.insert(path);
        } else if depth > 0 && path.is_dir() {
            collect(&path, depth - 1, found);
        }
    }
}

fn file_name(path: &Path) -> &str {
    path.file_name().and_then(std::ffi::OsStr::to_str).unwrap_or_default()
}

pub(super) fn draw(report: &Report, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    compile(PAGE, |family| told(report, family), fonts)
}

/// Draws what a page tells, in the family of the font that is found.
pub(super) fn compile(
    page: &str,
    told: impl FnOnce(&str) -> Value,
    fonts: &Fonts,
) -> Result<Vec<u8>, PaperError> {
    let fonts = fonts.read()?;
    let simplified = fonts.iter().map(|font| &font.info().family).find(|name| name.ends_with(" SC"));
    let family = simplified.or_else(|| fonts.first().map(|font| &font.info().family));
    let family = family.map(ToString::to_string).unwrap_or_default();
    let page =
        Page::of(page, fonts, &told(&family)).map_err(|error| PaperError::drawing(Form::Pdf, error))?;
    let failed = |errors: &[SourceDiagnostic]| {
        let reasons: Vec<_> = errors.iter().map(|error| error.message.to_string()).collect();
        PaperError::drawing(Form::Pdf, reasons.join("; "))
    };
    let document = typst::compile::<PagedDocument>(&page).output.map_err(|errors| failed(&errors))?;
    let bytes = typst_pdf::pdf(&document, &PdfOptions::default()).map_err(|errors| failed(&errors))?;
    typst::comemo::evict(KEPT);
    Ok(bytes)
}

/// What the page draws.
fn told(report: &Report, family: &str) -> Value {
    let mut traced = BTreeSet::new();
    let mut span = |span: &Span| match span {
        Span::Text(text) => json!({ "text": text }),
        Span::Number(number) if traced.insert(number.note) => {
            json!({ "printed": number.printed, "note": number.note, "trace": report.note(number) })
        }
        Span::Number(number) => json!({ "printed": number.printed, "note": number.note }),
    };
    let mut sections = Vec::new();
    for section in &report.sections {
        let paragraphs: Vec<Vec<Value>> = section
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.spans.iter().map(&mut span).collect())
            .collect();
        sections.push(json!({ "heading": section.heading, "paragraphs": paragraphs }));
    }
    let said = &report.captions;
    let annex = report.comparison.as_ref().map(|comparison| {
        let rows = comparison.rows.iter().map(|row| {
            let ours = row.ours.map_or_else(String::new, |ours| format!("{ours}{}", row.unit));
            json!([
                super::outcome(report, row),
                row.words,
                super::as_printed(report, row),
                ours,
                row.figure,
                row.place
            ])
        });
        json!({
            "title": said.comparison,
            "totals": super::totals(report, comparison),
            "heads": [said.status, said.words, said.printed, said.ours, said.figure, said.place],
            "rows": rows.collect::<Vec<_>>(),
        })
    });
    let notes = report.notes().into_iter().map(|number| {
        let fraction = number.numerator.zip(number.denominator);
        let fraction = fraction.map(|(of, among)| format!(" {of}/{among}")).unwrap_or_default();
        format!("{} {}{fraction}", number.note, number.figure)
    });
    let position = format!("{} {}", said.position, report.head.position);
    json!({
        "title": report.title,
        "font": family,
        "sections": sections,
        "annex": annex,
        "brief": report.head.brief,
        "notes": notes.chain([position]).collect::<Vec<_>>(),
    })
}

/// What typst may read: the page, what it draws, and the fonts. Nothing else, and no clock.
struct Page {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    source: Source,
    told: (FileId, Bytes),
}

impl Page {
    fn of(page: &str, fonts: Vec<Font>, told: &Value) -> Result<Self, String> {
        let file = |name: &str| {
            let path = VirtualPath::new(name).map_err(|error| format!("{error:?}"))?;
            Ok::<_, String>(RootedPath::new(VirtualRoot::Project, path).intern())
        };
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            source: Source::new(file("report.typ")?, page.to_owned()),
            told: (file("report.json")?, Bytes::from_string(told.to_string())),
        })
    }
}

impl World for Page {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::NotSource) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.told.0 { Ok(self.told.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
