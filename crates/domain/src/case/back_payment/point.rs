use units::Month;

/// What an officer points at who asks for something or returns a case: there the employer mends it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// A paper, by its code in the pack.
    Paper(String),
    /// A month of the case.
    Month(Month),
}

impl Point {
    /// As stored and in addresses: `paper:labour_contract`, `month:2019-03`.
    pub fn code(&self) -> String {
        match self {
            Point::Paper(code) => format!("paper:{code}"),
            Point::Month(month) => format!("month:{month}"),
        }
    }

    /// Reads it back.
    pub fn from_code(code: &str) -> Option<Point> {
        match code.split_once(':')? {
            ("paper", paper) if !paper.is_empty() => Some(Point::Paper(paper.to_owned())),
            ("month", month) => Month::parse(month).ok().map(Point::Month),
            _other => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_read_back_as_it_was_written() {
        let month = Month::parse("2019-03").expect("a month");
        for point in [Point::Paper("labour_contract".to_owned()), Point::Month(month)] {
            assert_eq!(Point::from_code(&point.code()), Some(point));
        }
        for odd in ["", "paper", "paper:", "month:2019-13", "line:1"] {
            assert_eq!(Point::from_code(odd), None, "{odd}");
        }
    }
}
