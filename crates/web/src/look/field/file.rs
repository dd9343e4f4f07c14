use maud::{Markup, html};

use super::Field;

impl Field<'_> {
    /// Files, several at once. `accept` as HTML has it.
    pub fn files(self, accept: &str) -> Markup {
        let input = html! {
            input class=(self.class("govuk-file-upload", "govuk-file-upload--error")) id=(self.name) name=(self.name) type="file" accept=(accept)
                multiple aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
        };
        self.single(input)
    }

    /// A file. `accept` as HTML has it (`.xlsx,.csv`). The form needs `enctype="multipart/form-data"` ([`crate::look::upload_form`]).
    pub fn file(self, accept: &str) -> Markup {
        let input = html! {
            input class=(self.class("govuk-file-upload", "govuk-file-upload--error")) id=(self.name) name=(self.name) type="file" accept=(accept)
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
        };
        self.single(input)
    }
}
