use maud::{Markup, html};
use units::Fact;
use words::{Lang, say};

/// Rows of a page unless "all" was asked for.
pub const ROWS_A_PAGE: u32 = 50;
/// "All" ends here.
pub const ROWS_AT_MOST: u32 = 2_000;

/// Which rows of how many: below a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// The page, from 1.
    pub page: u32,
    /// Rows a page.
    pub per: u32,
    /// Rows in all.
    pub total: u32,
}

impl Paging {
    /// Reads `?page=`; `all` where `?page=all`.
    pub fn read(asked: Option<&str>, total: u32) -> Paging {
        match asked {
            Some("all") => Paging {
                page: 1,
                per: ROWS_AT_MOST,
                total,
            },
            other => {
                let last = total.div_ceil(ROWS_A_PAGE).max(1);
                let page = other.and_then(|p| p.parse().ok()).unwrap_or(1).clamp(1, last);
                Paging {
                    page,
                    per: ROWS_A_PAGE,
                    total,
                }
            }
        }
    }

    /// How many rows to pass over.
    pub const fn offset(self) -> u32 {
        (self.page - 1) * self.per
    }

    const fn last_page(self) -> u32 {
        self.total.div_ceil(self.per)
    }

    /// "Rows 1 to 50 of 120", previous, next, all. `href` gives the address of `?page=`'s value. Nothing where all rows are shown.
    pub fn show(self, lang: Lang, href: impl Fn(&str) -> String) -> Markup {
        if self.total <= self.per && self.page == 1 {
            return html! {};
        }
        let from = self.offset() + 1;
        let to = (self.offset() + self.per).min(self.total);
        let facts = [
            ("from", Fact::Count(from.into())),
            ("to", Fact::Count(to.into())),
            ("total", Fact::Count(self.total.into())),
        ];
        html! {
            nav class="sb-pages sb-more sb-small sb-soft" aria-label=(say(lang, "look.paging", &[])) {
                span { (say(lang, "look.paging.rows", &facts)) }
                @if self.page > 1 { a href=(href(&(self.page - 1).to_string())) rel="prev" { (say(lang, "look.paging.previous", &[])) } }
                @if self.page < self.last_page() { a href=(href(&(self.page + 1).to_string())) rel="next" { (say(lang, "look.paging.next", &[])) } }
                @if self.per < self.total && self.total <= ROWS_AT_MOST { a href=(href("all")) { (say(lang, "look.paging.all", &[])) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_not_there_is_the_nearest_one() {
        for (asked, total, page, offset) in [
            (None, 120, 1, 0),
            (Some("3"), 120, 3, 100),
            (Some("9"), 120, 3, 100),
            (Some("0"), 120, 1, 0),
            (Some("x"), 0, 1, 0),
        ] {
            let paging = Paging::read(asked, total);
            assert_eq!((paging.page, paging.offset()), (page, offset), "{asked:?}");
        }
        assert_eq!(Paging::read(Some("all"), 120).per, ROWS_AT_MOST);
    }

    #[test]
    fn the_last_page_has_no_next() {
        let shown = |asked: &str| {
            Paging::read(Some(asked), 120)
                .show(Lang::En, |p| format!("?page={p}"))
                .into_string()
        };
        assert!(shown("1").contains("?page=2") && !shown("1").contains("Previous"));
        assert!(!shown("3").contains("rel=\"next\"") && shown("3").contains("Rows 101 to 120 of 120"));
        assert_eq!(Paging::read(None, 50).show(Lang::En, str::to_owned).into_string(), "");
    }
}
