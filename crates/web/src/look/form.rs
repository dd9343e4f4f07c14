use maud::{Markup, html};

/// A form that changes something: POST, with the idempotency key that was drawn with it (`Asked::key`). The browser does not check
/// its fields; the server does, in the reader's words.
pub fn form(action: &str, key: &str, content: Markup) -> Markup {
    html! { form method="post" action=(action) novalidate { input type="hidden" name="key" value=(key); (content) } }
}

/// As [`form`], with files.
pub fn upload_form(action: &str, key: &str, content: Markup) -> Markup {
    html! {
        form method="post" action=(action) enctype="multipart/form-data" novalidate { input type="hidden" name="key" value=(key); (content) }
    }
}

/// A form that is one button among text: sign out, next day.
pub fn inline_form(action: &str, key: &str, class: &str, button: Markup) -> Markup {
    html! {
        form method="post" action=(action) class={ "sb-inline " (class) } { input type="hidden" name="key" value=(key); (button) }
    }
}
