use maud::{Markup, Render, html};

mod column;

pub use column::{Column, Sorted};
use column::{OnPhone, Shape};

/// One row.
#[derive(Clone, Debug, Default)]
pub struct Line {
    cells: Vec<Markup>,
    id: Option<String>,
    mark: Option<LineMark>,
    below: Option<(String, Markup)>,
}

/// What stands out about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineMark {
    /// Something in it must be changed, or is over its day.
    Bad,
    /// Ticked.
    Picked,
    /// Its "why?" is open below it.
    Open,
}

impl Line {
    /// A row: one cell for each column, in their order. An empty cell is left out on a phone.
    pub fn new(cells: Vec<Markup>) -> Line {
        Line { cells, ..Line::default() }
    }

    /// A row that stands out.
    pub fn mark(mut self, mark: LineMark) -> Line {
        self.mark = Some(mark);
        self
    }

    /// The anchor of the row.
    pub fn id(mut self, id: impl Into<String>) -> Line {
        self.id = Some(id.into());
        self
    }

    /// What is open below this row, over its whole width (a [`super::Why`]), and the anchor of that row.
    pub fn below(mut self, id: impl Into<String>, content: Markup) -> Line {
        self.below = Some((id.into(), content));
        self
    }
}

/// The dense table: head on a quiet ground, the first column is the row's heading and link, figures at the right with their unit
/// in the head. On a phone each row becomes a card (the table roles are written out, so that they survive). Put it into
/// `Panel::new(…).flush()`.
///
/// ```ignore
/// Table::new("最近回执", vec![Column::title("事项"), Column::text("回执号"), Column::figure("元")])
///     .lines(rows.iter().map(|r| Line::new(vec![link(&r.href, &r.what), number(&r.no), amount(r.total)])).collect())
///     .foot(vec![html! { "合计" }, html! {}, amount(total)])
/// ```
#[derive(Clone, Debug, Default)]
pub struct Table {
    caption: String,
    shown_caption: bool,
    columns: Vec<Column>,
    lines: Vec<Line>,
    foot: Option<Vec<Markup>>,
    tight: bool,
    walked: bool,
}

impl Table {
    /// A table; the caption is for screen readers unless [`Table::shown_caption`].
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Table {
        Table {
            caption: caption.into(),
            columns,
            ..Table::default()
        }
    }

    /// The caption is the heading of the table.
    pub fn shown_caption(mut self) -> Table {
        self.shown_caption = true;
        self
    }

    /// The rows.
    pub fn lines(mut self, lines: Vec<Line>) -> Table {
        self.lines = lines;
        self
    }

    /// The totals, under a line of ink; the first cell names them.
    pub fn foot(mut self, cells: Vec<Markup>) -> Table {
        self.foot = Some(cells);
        self
    }

    /// Narrower cells, for ten columns and more.
    pub fn tight(mut self) -> Table {
        self.tight = true;
        self
    }

    /// `j` and `k` walk the rows, `x` ticks, `Enter` opens, `w` asks why.
    pub fn walked(mut self) -> Table {
        self.walked = true;
        self
    }

    fn head(&self) -> Markup {
        let grouped = self.columns.iter().any(|c| c.group.is_some());
        let lone = |c: &Column| grouped && c.group.is_none();
        html! {
            thead role="rowgroup" {
                tr role="row" {
                    @for (at, column) in self.columns.iter().enumerate() {
                        @match &column.group {
                            None => (column.head(lone(column))),
                            Some(group) if at == 0 || self.columns.get(at - 1).is_none_or(|before| before.group.as_ref() != Some(group)) => {
                                th role="columnheader" scope="colgroup" colspan=(span(self.columns.get(at..).unwrap_or_default(), group)) class="sb-num" { (group) }
                            }
                            Some(_) => {}
                        }
                    }
                }
                @if grouped {
                    tr role="row" { @for column in self.columns.iter().filter(|c| c.group.is_some()) { (column.head(false)) } }
                }
            }
        }
    }

    fn cell(column: &Column, content: &Markup) -> Markup {
        let label = match column.on_phone {
            OnPhone::Labelled => Some(column.label()),
            OnPhone::Whole { labelled } => labelled.then(|| column.label()),
            OnPhone::Title | OnPhone::LeftOut | OnPhone::Pick => None,
        };
        let class = column.class();
        html! {
            @match column.shape {
                Shape::Title => th role="rowheader" scope="row" class=[class] data-label=[label] { (content) },
                Shape::Text | Shape::Figure | Shape::Number | Shape::Pick => td role="cell" class=[class] data-label=[label] { (content) },
            }
        }
    }

    fn body(&self, line: &Line) -> Markup {
        let class = line.mark.map(|mark| match mark {
            LineMark::Bad => "is-bad",
            LineMark::Picked => "is-picked",
            LineMark::Open => "is-open",
        });
        html! {
            tr role="row" id=[line.id.as_ref()] class=[class] {
                @for (column, content) in self.columns.iter().zip(&line.cells) { (Table::cell(column, content)) }
            }
            @if let Some((id, content)) = &line.below {
                tr role="row" id=(id) { td role="cell" colspan=(self.columns.len()) class="is-block sb-why-cell" { (content) } }
            }
        }
    }
}

fn span(columns: &[Column], group: &str) -> usize {
    columns.iter().take_while(|c| c.group.as_deref() == Some(group)).count()
}

impl Render for Table {
    fn render(&self) -> Markup {
        let class = if self.tight {
            "sb-table sb-table--cards sb-table--tight"
        } else {
            "sb-table sb-table--cards"
        };
        html! {
            table role="table" class=(class) data-rows[self.walked] {
                caption class=[(!self.shown_caption).then_some("govuk-visually-hidden")] { (self.caption) }
                (self.head())
                tbody role="rowgroup" { @for line in &self.lines { (self.body(line)) } }
                @if let Some(foot) = &self.foot {
                    tfoot role="rowgroup" {
                        tr role="row" {
                            @for (at, (column, content)) in self.columns.iter().zip(foot).enumerate() {
                                @if at == 0 {
                                    th role="rowheader" scope="row" class="is-title" { (content) }
                                } @else {
                                    (Table::cell(column, content))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The tick of one row: what is sent (`name=value`), and the name the selection bar and a screen reader say.
pub fn tick(name: &str, value: &str, says: &str, person: &str, checked: bool) -> Markup {
    html! { input class="sb-tick" type="checkbox" name=(name) value=(value) aria-label=(says) data-name=(person) checked[checked]; }
}

/// The tick in the head that ticks all rows (works with the script only, so it is shown by it alone).
pub fn tick_all(says: &str) -> Markup {
    html! { input class="sb-tick" type="checkbox" data-tick-all aria-label=(says) hidden; }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> String {
        let cells = |name: &str, a: &str, b: &str| vec![html! { a href="#" { (name) } }, html! { (a) }, html! { (b) }];
        Table::new(
            "按人员",
            vec![
                Column::title("姓名"),
                Column::figure("单位").group("养老"),
                Column::figure("个人").group("养老").left_out(),
            ],
        )
        .lines(vec![
            Line::new(cells("林小满", "5,729.76", "2,864.88"))
                .mark(LineMark::Open)
                .below("why-1", html! { "16%" }),
        ])
        .foot(cells("合计", "1.00", "2.00"))
        .render()
        .into_string()
    }

    #[test]
    fn a_table_keeps_its_roles_when_it_becomes_cards() {
        let out = example();
        for needed in [
            "<table role=\"table\" class=\"sb-table sb-table--cards\">",
            "<th role=\"columnheader\" scope=\"col\" rowspan=\"2\">姓名</th>",
            "scope=\"colgroup\" colspan=\"2\" class=\"sb-num\">养老</th>",
            "<th role=\"rowheader\" scope=\"row\" class=\"is-title\"><a href=\"#\">林小满</a></th>",
            "<td role=\"cell\" class=\"sb-num\" data-label=\"养老，单位\">5,729.76</td>",
            "<td role=\"cell\" class=\"sb-num is-extra\">2,864.88</td>",
            "<tr role=\"row\" id=\"why-1\"><td role=\"cell\" colspan=\"3\" class=\"is-block sb-why-cell\">16%</td></tr>",
            "<tfoot role=\"rowgroup\"><tr role=\"row\"><th role=\"rowheader\" scope=\"row\" class=\"is-title\">",
        ] {
            assert!(out.contains(needed), "{needed}\n{out}");
        }
        assert_eq!(out.matches("<tr").count(), out.matches("<tr role=\"row\"").count());
    }
}
