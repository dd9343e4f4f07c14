//! Printed forms: a template and its values become a PDF/A. The same input gives the same bytes.
//!
//! A template reads nothing but its values: no disk, no network, no clock. Its data shape is written at its head.

mod amount;
mod barcode;
mod digest;
mod engine;
mod fault;
mod glyphs;

pub use amount::in_words;
pub use digest::checksum;
pub use fault::FormFault;

/// The embedded templates: name, text. Made by the build script from `policy/cn/forms`.
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// The names that [`render`] takes, in order.
pub fn templates() -> impl Iterator<Item = &'static str> {
    embedded::TEMPLATES.iter().map(|(name, _)| *name)
}

/// The documented example of a template's values, as JSON text.
pub fn example(template: &str) -> Option<&'static str> {
    embedded::EXAMPLES.iter().find(|(name, _)| *name == template).map(|(_, text)| *text)
}

/// Sets the form `template` with `values` and returns a tagged PDF/A-2a. Amounts in `values` are whole fen.
///
/// The same input gives the same bytes. It takes memory in proportion to the pages (a bill of 1,000 people about 100 MB): the caller
/// caps how many run at once.
///
/// # Errors
/// [`FormFault`]: no such template, a value missing or of the wrong kind, a character that the embedded font cannot show.
pub fn render(template: &str, values: &serde_json::Value) -> Result<Vec<u8>, FormFault> {
    let (name, _) = embedded::TEMPLATES
        .iter()
        .find(|(name, _)| *name == template)
        .ok_or_else(|| FormFault::UnknownTemplate {
            template: template.to_owned(),
        })?;
    glyphs::check(values)?;
    engine::set(name, values)
}
