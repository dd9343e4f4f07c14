//! Tables for people: columns as wide as what stands in them, Chinese characters taking two.

use crate::terminal::Terminal;

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A head, rows, and where there is one a last row under a line.
pub struct Table {
    columns: Vec<(String, Side)>,
    rows: Vec<Vec<String>>,
    total: Option<Vec<String>>,
}

impl Table {
    /// With these columns.
    pub fn new(columns: impl IntoIterator<Item = (String, Side)>) -> Table {
        Table {
            columns: columns.into_iter().collect(),
            rows: vec![],
            total: None,
        }
    }

    /// One more row, a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The row under the line.
    pub fn total(&mut self, cells: impl IntoIterator<Item = String>) {
        self.total = Some(cells.into_iter().collect());
    }

    /// Writes it.
    pub fn write(&self, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
        let widths = self.widths();
        let head: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        let head = terminal.faint(&self.line(&head, &widths));
        terminal.line(&head)?;
        for row in &self.rows {
            terminal.line(&self.line(row, &widths))?;
        }
        if let Some(total) = &self.total {
            let wide: usize = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
            let rule = terminal.faint(&"─".repeat(wide));
            terminal.line(&rule)?;
            let total = terminal.strong(&self.line(total, &widths));
            terminal.line(&total)?;
        }
        Ok(())
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

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let empty = String::new();
        let cell = |(place, ((_, side), wide)): (usize, (&(String, Side), &usize))| {
            padded(cells.get(place).unwrap_or(&empty), *wide, *side == Side::Right)
        };
        let cells: Vec<String> = self.columns.iter().zip(widths).enumerate().map(cell).collect();
        cells.join("  ").trim_end().to_owned()
    }
}

/// The columns a text takes on a terminal: Chinese characters and full-width signs take two.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD)
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
    fn columns_align_whatever_the_language() {
        let mut table = Table::new([("险种".to_owned(), Side::Left), ("Base".to_owned(), Side::Right)]);
        table.row(["医疗（含生育）".to_owned(), "1.00".to_owned()]);
        table.row(["a".to_owned(), "10,000.00".to_owned()]);
        let widths = table.widths();
        assert_eq!(widths, [14, 9]);
        assert_eq!(table.line(&table.rows[0], &widths), "医疗（含生育）       1.00");
        assert_eq!(table.line(&table.rows[1], &widths), "a               10,000.00");
    }
}
