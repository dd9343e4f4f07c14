//! Cookies: the session's and the language's.

use axum::http::{HeaderMap, HeaderValue, header};
use procedures::sign_in::Token;
use words::Lang;

const LANGUAGE: &str = "lang";
const A_YEAR: u32 = 31_536_000;
const HALF_A_DAY: u32 = 43_200;

/// Over HTTPS the name itself forbids other paths, other hosts and plain HTTP; the demo on this machine has plain HTTP.
fn name(https: bool) -> &'static str {
    if https { "__Host-shebao" } else { "shebao-session" }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v)
}

/// The session that a request carries: a cookie of a browser, or `Authorization: Bearer` of a program.
pub(crate) fn token(headers: &HeaderMap, https: bool) -> Option<Token> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "));
    let found = bearer.or_else(|| cookie(headers, name(https)))?.trim();
    (!found.is_empty() && found.len() <= 128).then(|| Token(found.to_owned()))
}

/// The cookie that opens a session in a browser.
pub(crate) fn opened(token: &Token, https: bool) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={HALF_A_DAY}{secure}",
        name(https),
        token.0
    ))
    .ok()
}

/// The cookie that ends it.
pub(crate) fn closed(https: bool) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}", name(https))).ok()
}

/// The language asked for in the address.
pub(crate) fn asked_language(query: Option<&str>) -> Option<Lang> {
    query?
        .split('&')
        .find_map(|pair| pair.strip_prefix("lang="))
        .and_then(Lang::from_code)
}

/// The reader's language: the address, else the cookie, else what the browser prefers of the two, else Chinese.
pub(crate) fn language(headers: &HeaderMap, query: Option<&str>) -> Lang {
    let preferred = || {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok())?;
        accepted.split(',').find_map(|part| Lang::from_code(part.trim()))
    };
    asked_language(query)
        .or_else(|| Lang::from_code(cookie(headers, LANGUAGE)?))
        .or_else(preferred)
        .unwrap_or_default()
}

/// The cookie that keeps a language.
pub(crate) fn kept_language(lang: Lang, https: bool) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{LANGUAGE}={}; Path=/; SameSite=Lax; Max-Age={A_YEAR}{secure}",
        lang.code()
    ))
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (n.clone(), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn the_address_wins_over_the_cookie_and_the_cookie_over_the_browser() {
        let all = headers(&[
            (header::COOKIE, "x=1; lang=en"),
            (header::ACCEPT_LANGUAGE, "fr, zh-CN;q=0.8, en;q=0.5"),
        ]);
        assert_eq!(language(&all, Some("page=2&lang=zh")), Lang::Zh);
        assert_eq!(language(&all, Some("lang=xx")), Lang::En);
        assert_eq!(
            language(&headers(&[(header::ACCEPT_LANGUAGE, "fr, en-GB;q=0.8, zh;q=0.5")]), None),
            Lang::En
        );
        assert_eq!(language(&HeaderMap::new(), None), Lang::Zh);
    }

    #[test]
    fn over_https_the_session_has_the_name_that_forbids_plain_http() {
        let token = Token("abc".to_owned());
        let open = |https| {
            opened(&token, https)
                .and_then(|v| v.to_str().map(str::to_owned).ok())
                .unwrap_or_default()
        };
        assert_eq!(
            open(true),
            "__Host-shebao=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure"
        );
        assert!(!open(false).contains("Secure") && !open(false).contains("__Host-"));
        let sent = headers(&[(header::COOKIE, "shebao-session=plain; __Host-shebao=safe")]);
        assert_eq!(super::token(&sent, true), Some(Token("safe".into())));
        assert_eq!(super::token(&sent, false), Some(Token("plain".into())));
    }
}
