use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value as Json;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::{FormFault, barcode, embedded};

static FONT: &[u8] = include_bytes!("../fonts/NotoSansCJKsc-subset.otf");
/// How many later forms may still reuse what one form left in memory.
const FORMS_REMEMBERED: usize = 8;

/// White space that a form prints as a space.
pub(crate) const BREAKS: [char; 3] = ['\n', '\r', '\t'];

/// What all forms share: the library, the font, the parsed templates. Made once a process.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: HashMap<FileId, Source>,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let fonts: Vec<Font> = Font::iter(Bytes::new(FONT)).collect();
    let mut library = Library::default();
    let scope = library.global.scope_mut();
    scope.define_func::<functions::in_words>();
    scope.define_func::<functions::grouped>();
    scope.define_func::<functions::square_code>();
    let texts = embedded::SHEET.iter().chain(embedded::TEMPLATES);
    let sources = texts.filter_map(|(name, text)| file_id(&format!("{name}.typ")).map(|id| (id, Source::new(id, (*text).to_owned()))));
    Shared {
        library: LazyHash::new(library),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        sources: sources.collect(),
        fonts,
    }
});

/// The functions that templates have beyond Typst's own.
mod functions {
    use typst_library::diag::StrResult;
    use typst_library::foundations::{Array, Bytes, IntoValue, func};
    use units::Fen;

    /// An amount of fen in words.
    #[func]
    pub fn in_words(
        /// The amount in fen.
        fen: i64,
    ) -> String {
        crate::in_words(Fen(fen))
    }

    /// An amount of fen as yuan with two decimals and commas.
    #[func]
    pub fn grouped(
        /// The amount in fen.
        fen: i64,
    ) -> String {
        Fen(fen).grouped()
    }

    /// The square code of a text: side in modules, and its pixels for `image`.
    #[func]
    pub fn square_code(
        /// The text.
        text: String,
    ) -> StrResult<Array> {
        let (side, pixels) = super::barcode::square(&text).ok_or("the text is too long for a square code")?;
        Ok([i64::from(side).into_value(), Bytes::new(pixels).into_value()]
            .into_iter()
            .collect())
    }
}

fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// Whether the embedded font has a glyph for this character.
pub(crate) fn shows(character: char) -> bool {
    SHARED.fonts.iter().any(|font| font.info().coverage.contains(u32::from(character)))
}

/// A world of templates and one file of values: nothing else can be read.
struct FormWorld {
    main: FileId,
    values_id: FileId,
    values: Bytes,
}

impl World for FormWorld {
    fn library(&self) -> &LazyHash<Library> {
        &SHARED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHARED.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SHARED.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.values_id {
            Ok(self.values.clone())
        } else {
            Err(not_found(id))
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHARED.fonts.get(index).cloned()
    }

    /// The date is a value like any other, so that the same input gives the same bytes.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

/// The values with line breaks and tabs in texts turned into spaces: a cell is one paragraph.
fn one_line(value: &Json) -> Json {
    match value {
        Json::String(text) => Json::from(text.replace(BREAKS, " ")),
        Json::Array(items) => items.iter().map(one_line).collect(),
        Json::Object(map) => map.iter().map(|(key, inner)| (key.clone(), one_line(inner))).collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) => value.clone(),
    }
}

/// Sets one form.
pub(crate) fn set(template: &str, values: &Json) -> Result<Vec<u8>, FormFault> {
    let wrong = |message: String| FormFault::Template {
        template: template.to_owned(),
        file: String::new(),
        line: 0,
        message,
    };
    let (Some(main), Some(values_id)) = (file_id(&format!("{template}.typ")), file_id("values.json")) else {
        return Err(wrong("no file name".to_owned()));
    };
    let mut plain = one_line(values);
    if let Json::Object(map) = &mut plain {
        map.insert("checksum".to_owned(), Json::from(crate::checksum(values)));
    }
    let text = plain.to_string();
    let ident = format!("{template}\n{text}");
    let world = FormWorld {
        main,
        values_id,
        values: Bytes::from_string(text),
    };
    let fault = |problems: &[SourceDiagnostic]| {
        problems
            .first()
            .map_or_else(|| wrong(String::new()), |p| name_fault(template, &world, p))
    };
    let document = typst::compile::<PagedDocument>(&world)
        .output
        .map_err(|problems| fault(&problems))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|e| wrong(e.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Shebao".into())),
        standards,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|problems| fault(&problems));
    comemo::evict(FORMS_REMEMBERED);
    pdf
}

/// Typst's own words, with file and line for whoever edits the template.
fn name_fault(template: &str, world: &FormWorld, problem: &SourceDiagnostic) -> FormFault {
    let source = problem.span.id().and_then(|id| world.source(id).ok());
    let line = source
        .as_ref()
        .zip(world.range(problem.span))
        .and_then(|(s, range)| s.lines().byte_to_line(range.start));
    let mut message = problem.message.to_string();
    for hint in &problem.hints {
        message.push_str("; ");
        message.push_str(&hint.v);
    }
    FormFault::Template {
        template: template.to_owned(),
        file: source
            .map(|s| s.id().get().vpath().get_without_slash().to_owned())
            .unwrap_or_default(),
        line: line.map_or(0, |l| l + 1),
        message,
    }
}
