//! Division codes inside identity numbers: the districts of Beijing with the years of their validity (parameters 9).
//!
//! Numbers keep the code of the day they were first issued, so an abolished district is no fault; a district that had been abolished
//! before the person was born is a doubt. Districts of other provinces are not held here and are not judged.

use units::Date;

/// A county or district with its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    /// The six digits.
    pub code: &'static str,
    /// The name on a Chinese card.
    pub name: &'static str,
    /// The first year of the code, where it is known to be later than the list.
    pub from: Option<i16>,
    /// The last year of the code, where it has been abolished.
    pub until: Option<i16>,
}

const fn lasting(code: &'static str, name: &'static str) -> Division {
    Division {
        code,
        name,
        from: None,
        until: None,
    }
}

const fn until(year: i16, division: Division) -> Division {
    Division {
        until: Some(year),
        ..division
    }
}

const fn from(year: i16, division: Division) -> Division {
    Division {
        from: Some(year),
        ..division
    }
}

/// The divisions of Beijing that are known by name.
pub const BEIJING: [Division; 20] = [
    lasting("110101", "北京市东城区"),
    lasting("110102", "北京市西城区"),
    until(2010, lasting("110103", "北京市崇文区")),
    until(2010, lasting("110104", "北京市宣武区")),
    lasting("110105", "北京市朝阳区"),
    lasting("110106", "北京市丰台区"),
    lasting("110107", "北京市石景山区"),
    lasting("110108", "北京市海淀区"),
    lasting("110109", "北京市门头沟区"),
    lasting("110111", "北京市房山区"),
    lasting("110112", "北京市通州区"),
    lasting("110113", "北京市顺义区"),
    lasting("110114", "北京市昌平区"),
    lasting("110115", "北京市大兴区"),
    lasting("110116", "北京市怀柔区"),
    lasting("110117", "北京市平谷区"),
    from(2015, lasting("110118", "北京市密云区")),
    from(2015, lasting("110119", "北京市延庆区")),
    until(2015, lasting("110228", "北京市密云县")),
    until(2015, lasting("110229", "北京市延庆县")),
];

impl Division {
    /// The division with this code, where it is known by name.
    pub fn by_code(code: &str) -> Option<&'static Division> {
        BEIJING.iter().find(|division| division.code == code)
    }

    /// Whether nobody born on this day can have been given the code at birth or later.
    pub fn was_abolished_before(&self, born: Date) -> bool {
        self.until.is_some_and(|last| born.year() > last)
    }

    /// Whether the divisions of this code's province are all held here, so that one that is missing is worth a look.
    pub fn province_is_held(code: &str) -> bool {
        code.starts_with("11")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    #[test]
    fn a_district_is_known_by_its_code_and_abolished_in_its_year() {
        let name = |code| Division::by_code(code).map(|d| d.name);
        assert_eq!(name("110105"), Some("北京市朝阳区"));
        assert_eq!(name("110110"), None);
        assert_eq!(name("310101"), None);
        let abolished = |code, born| Division::by_code(code).map(|d| d.was_abolished_before(born));
        for (code, born, expected) in [
            ("110103", date(2010, 12, 31), false),
            ("110103", date(2011, 1, 1), true),
            ("110228", date(2015, 6, 1), false),
            ("110228", date(2016, 1, 1), true),
            ("110118", date(1990, 1, 1), false),
            ("110105", date(2024, 2, 29), false),
        ] {
            assert_eq!(abolished(code, born), Some(expected), "{code} {born}");
        }
    }
}
