use units::{Fact, Statement};

/// Why a form could not be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    /// There is no template of this name.
    #[error("no form template {template:?}")]
    UnknownTemplate {
        /// The name asked for.
        template: String,
    },
    /// The template and its values do not fit, or the template itself is wrong.
    #[error("form {template}, {file} line {line}: {message}")]
    Template {
        /// The template.
        template: String,
        /// The file in which the fault was met: the template or `sheet.typ`.
        file: String,
        /// Its line, from 1; 0 where it is unknown.
        line: usize,
        /// What Typst says, with its hints.
        message: String,
    },
    /// The embedded font has no glyph for this character. No other sign is ever printed in its place.
    #[error("no glyph for {character:?} (U+{:04X}) in {at}", u32::from(*.character))]
    NoGlyph {
        /// The character.
        character: char,
        /// The value it stands in: `lines[3].name`.
        at: String,
        /// The whole text of that value.
        text: String,
    },
}

impl Statement for FormFault {
    fn code(&self) -> &'static str {
        match self {
            FormFault::UnknownTemplate { .. } => "form.unknown_template",
            FormFault::Template { .. } => "form.template_faulty",
            FormFault::NoGlyph { .. } => "form.character_not_printable",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            FormFault::UnknownTemplate { template } => vec![("template", Fact::Text(template.clone()))],
            FormFault::Template {
                template,
                file,
                line,
                message,
            } => vec![
                ("template", Fact::Text(template.clone())),
                ("file", Fact::Text(file.clone())),
                ("line", Fact::Count(i64::try_from(*line).unwrap_or(0))),
                ("message", Fact::Text(message.clone())),
            ],
            FormFault::NoGlyph { character, at, text } => vec![
                ("character", Fact::Text(character.to_string())),
                ("code_point", Fact::Text(format!("U+{:04X}", u32::from(*character)))),
                ("at", Fact::Text(at.clone())),
                ("text", Fact::Text(text.clone())),
            ],
        }
    }
}
