use maud::{Markup, html};
use words::{Lang, say};

/// The keys, as the page under `?` lists them: keys and the sentence of what they do.
const KEYS: [(&[&str], &str); 12] = [
    (&["/"], "look.keys.search"),
    (&["?"], "look.keys.help"),
    (&["g", "h"], "look.keys.home"),
    (&["g", "r"], "look.keys.roll"),
    (&["g", "b"], "look.keys.bill"),
    (&["n"], "look.keys.increase"),
    (&["r"], "look.keys.reduction"),
    (&["b"], "look.keys.back_payment"),
    (&["j", "k"], "look.keys.rows"),
    (&["x"], "look.keys.tick"),
    (&["Enter"], "look.keys.open"),
    (&["w"], "look.keys.why"),
];

/// All keys with what they do, and the switch that turns them off.
pub fn keys(lang: Lang) -> Markup {
    html! {
        dl class="sb-pairs" { @for (list, key) in KEYS { dt { @for k in list { kbd { (k) } } } dd { (say(lang, key, &[])) } } }
        p class="sb-above" { label { input class="sb-tick" type="checkbox" data-keys-switch checked; " " (say(lang, "look.keys.switch", &[])) } }
    }
}

/// A short hint over a table: `J K上下 Enter打开 X选中`.
pub fn key_hint(lang: Lang) -> Markup {
    html! {
        span class="sb-wide-only" {
            kbd { "J" } kbd { "K" } (say(lang, "look.keys.hint.rows", &[])) " "
            kbd { "Enter" } (say(lang, "look.keys.hint.open", &[])) " "
            kbd { "X" } (say(lang, "look.keys.hint.tick", &[]))
        }
    }
}

/// A button that prints the page (shown by the script alone; the browser's own way works without).
pub fn print_button(lang: Lang) -> Markup {
    html! { button class="govuk-button govuk-button--secondary sb-button--small" type="button" data-print hidden { (say(lang, "look.print", &[])) } }
}
