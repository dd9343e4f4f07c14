//! Tables for people: columns as wide as what stands in them, Chinese characters taking two.

use crate::terminal::{Ink, Terminal};

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A line below a row: how far it stands in, its words, and whether they are faint.
struct Note {
    indent: usize,
    text: String,
    faint: bool,
}

/// A head, rows, and where there is one a last row under a line.
pub struct Table {
    columns: Vec<(String, Side)>,
    rows: Vec<Vec<String>>,
    /// Lines below a row, by its place.
    notes: Vec<(usize, Note)>,
    total: Option<Vec<String>>,
}

impl Table {
    /// With these columns.
    pub fn new(columns: impl IntoIterator<Item = (String, Side)>) -> Table {
        Table {
            columns: columns.into_iter().collect(),
            rows: vec![],
            notes: vec![],
            total: None,
        }
    }

    /// One more row, a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// A line below the last row.
    pub fn note(&mut self, indent: usize, text: String, faint: bool) {
        let row = self.rows.len().saturating_sub(1);
        self.notes.push((row, Note { indent, text, faint }));
    }

    /// The row under the line.
    pub fn total(&mut self, cells: impl IntoIterator<Item = String>) {
        self.total = Some(cells.into_iter().collect());
    }

    /// Writes it, as wide as the terminal at most where its words can be broken.
    pub fn write(&self, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
        let widths = match terminal.columns {
            Some(columns) => self.fitted(columns),
            None => self.widths(),
        };
        let head: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        for line in self.lines(&head, &widths) {
            let line = terminal.faint(&line);
            terminal.line(&line)?;
        }
        for (place, row) in self.rows.iter().enumerate() {
            self.lines(row, &widths).iter().try_for_each(|line| terminal.line(line))?;
            for (_, note) in self.notes.iter().filter(|(of, _)| *of == place) {
                let ink = if note.faint { Ink::Faint } else { Ink::Plain };
                terminal.prose(note.indent, &note.text, ink)?;
            }
        }
        if let Some(total) = &self.total {
            let rule = terminal.faint(&"─".repeat(across(&widths)));
            terminal.line(&rule)?;
            for line in self.lines(total, &widths) {
                let line = terminal.strong(&line);
                terminal.line(&line)?;
            }
        }
        Ok(())
    }

    /// Widths that fit into so many columns: the widest words give way first, a figure never does.
    fn fitted(&self, columns: usize) -> Vec<usize> {
        let mut widths = self.widths();
        let piece = |text: &str| broken(text, 1).iter().map(|piece| width(piece)).max().unwrap_or(0);
        let rows = || self.rows.iter().chain(&self.total);
        let least = |(place, (name, side)): (usize, &(String, Side))| {
            let cells = rows().filter_map(|row| row.get(place));
            let cells = cells.map(|cell| match side {
                Side::Right if width(cell) <= WIDEST_FIGURE => width(cell),
                Side::Left | Side::Right => piece(cell),
            });
            cells.max().unwrap_or(0).max(piece(name))
        };
        let least: Vec<usize> = self.columns.iter().enumerate().map(least).collect();
        for _ in columns..across(&widths) {
            let can_give = (0..widths.len()).filter(|place| widths[*place] > least[*place]);
            let Some(widest) = can_give.max_by_key(|place| widths[*place]) else {
                break;
            };
            widths[widest] -= 1;
        }
        widths
    }

    fn widths(&self) -> Vec<usize> {
        let rows = || self.rows.iter().chain(&self.total);
        let widest = |place: usize, name: &str| {
            let cells = rows().filter_map(|row| row.get(place)).map(|cell| width(cell));
            cells.max().unwrap_or(0).max(width(name))
        };
        self.columns
            .iter()
            .enumerate()
            .map(|(place, (name, _))| widest(place, name))
            .collect()
    }

    /// A row: as many lines as its highest cell.
    fn lines(&self, cells: &[String], widths: &[usize]) -> Vec<String> {
        let parts = |(place, wide): (usize, &usize)| match cells.get(place) {
            Some(cell) if width(cell) > *wide => broken(cell, *wide),
            Some(cell) => vec![cell.clone()],
            None => vec![],
        };
        let parts: Vec<Vec<String>> = widths.iter().enumerate().map(parts).collect();
        let high = parts.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let cell = |at: usize, place: usize, side: Side| {
            let text = parts[place].get(at).map_or("", String::as_str);
            padded(text, widths[place], side == Side::Right)
        };
        let line = |at: usize| {
            let cells: Vec<String> = self
                .columns
                .iter()
                .enumerate()
                .map(|(place, (_, side))| cell(at, place, *side))
                .collect();
            cells.join("  ").trim_end().to_owned()
        };
        (0..high).map(line).collect()
    }
}

/// What is wider in a column of figures is words.
const WIDEST_FIGURE: usize = 24;

/// How wide a row is, with two columns between its cells.
fn across(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1)
}

/// The columns a text takes on a terminal: Chinese characters and full-width signs take two.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD)
}

/// Signs that close, which no line begins with.
const CLOSING: [char; 11] = ['，', '。', '、', '；', '：', '！', '？', '）', '》', '”', '’'];
/// Signs that open, which no line ends with.
const OPENING: [char; 4] = ['（', '《', '“', '‘'];

/// Breaks a text into lines of at most so many columns: at spaces, and between Chinese characters, but never before a sign that
/// closes. A word that is wider stands alone.
pub fn broken(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![];
    let (mut line, mut piece) = (String::new(), String::new());
    let place = |line: &mut String, piece: &mut String, lines: &mut Vec<String>| {
        if !line.is_empty() && width(line) + width(piece.trim_end()) > columns {
            lines.push(std::mem::take(line).trim_end().to_owned());
        }
        line.push_str(piece);
        piece.clear();
    };
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        piece.push(c);
        let ends = match characters.peek() {
            None => true,
            Some(next) if CLOSING.contains(next) => false,
            Some(next) => c == ' ' || ((is_wide(c) || is_wide(*next)) && !OPENING.contains(&c) && *next != ' '),
        };
        if ends {
            place(&mut line, &mut piece, &mut lines);
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Pads a text to a width in columns.
pub fn padded(text: &str, to: usize, right: bool) -> String {
    let space = " ".repeat(to.saturating_sub(width(text)));
    if right {
        format!("{space}{text}")
    } else {
        format!("{text}{space}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_takes_two_columns_and_a_yen_sign_one() {
        for (text, wide) in [("养老", 4), ("¥9,500.00", 9), ("（含生育）", 10), ("a–b", 3), ("", 0), ("𠮷", 2)] {
            assert_eq!(width(text), wide, "{text}");
        }
        assert_eq!(padded("养老", 6, true), "  养老");
        assert_eq!(padded("养老", 6, false), "养老  ");
    }

    #[test]
    fn a_long_text_breaks_at_spaces_and_between_chinese_characters() {
        for (text, columns, lines) in [
            ("one two three", 7, vec!["one two", "three"]),
            ("养老保险，医疗保险。", 10, vec!["养老保险，", "医疗保险。"]),
            ("养老保险，医疗保险。", 8, vec!["养老保", "险，医疗", "保险。"]),
            ("第1年", 80, vec!["第1年"]),
            ("unbreakable", 4, vec!["unbreakable"]),
            ("", 10, vec![""]),
        ] {
            assert_eq!(broken(text, columns), lines, "{text}");
            let joined: String = broken(text, columns).concat();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn columns_align_whatever_the_language() {
        let mut table = Table::new([("险种".to_owned(), Side::Left), ("Base".to_owned(), Side::Right)]);
        table.row(["医疗（含生育）".to_owned(), "1.00".to_owned()]);
        table.row(["a".to_owned(), "10,000.00".to_owned()]);
        let widths = table.widths();
        assert_eq!(widths, [14, 9]);
        assert_eq!(table.lines(&table.rows[0], &widths), ["医疗（含生育）       1.00"]);
        assert_eq!(table.lines(&table.rows[1], &widths), ["a               10,000.00"]);
    }

    #[test]
    fn words_give_way_to_a_narrow_terminal_and_figures_do_not() {
        let head = [("How", Side::Left), ("A day more", Side::Right)];
        let mut table = Table::new(head.map(|(name, side)| (name.to_owned(), side)));
        table.row(["settle the arrears".to_owned(), "10,000.00".to_owned()]);
        assert_eq!(table.fitted(80), [18, 10]);
        let widths = table.fitted(20);
        assert_eq!(widths, [9, 9]);
        let head: Vec<String> = table.columns.iter().map(|(name, _)| name.clone()).collect();
        assert_eq!(table.lines(&head, &widths), ["How            A day", "                more"]);
        assert_eq!(table.lines(&table.rows[0], &widths), ["settle     10,000.00", "the", "arrears"]);
        assert_eq!(table.fitted(4), [7, 9], "no word is cut");
    }
}
