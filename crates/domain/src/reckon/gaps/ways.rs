//! Which way the months go at the office that can be made up by back payment, asked for together on the day.

use policy::Category;
use units::Month;

use super::{Answer, Ask, Cure};
use crate::reckon::Book;
use crate::reckon::route::{self, Part};

impl Answer {
    /// The months that a back payment can make up, whether or not they then count for the goal.
    pub fn to_pay_back(&self) -> Vec<Month> {
        let omitted = self.curable.iter().filter(|curable| curable.cure == Cure::BackPayment);
        omitted.map(|curable| curable.month).collect()
    }

    /// The office's ways for these months, parted as it parts them. Empty where the region's pack names no office's ways, or none of
    /// the months can be filed on the day.
    pub fn ways(&self, book: &Book, ask: &Ask<'_>, category: Category) -> Vec<Part> {
        let question = route::Ask {
            months: self.to_pay_back(),
            category,
            before: 0,
            on: ask.on,
            known_on: ask.known_on,
        };
        route::route(book, &question).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use policy::{Branch, Goal, Packs};
    use units::date;

    use super::*;
    use crate::reckon::gaps::{Record, gaps};
    use crate::standing::Standing;

    #[test]
    fn a_month_to_pay_back_goes_the_way_of_the_office_where_the_pack_names_one() {
        let month = |text: &str| Month::parse(text).expect("a month");
        let record: Record = month("2025-01")
            .through(month("2026-10"))
            .map(|of| {
                let omitted = of == month("2026-09") || of == month("2025-03");
                (Branch::Pension, of, if omitted { Standing::Interrupted } else { Standing::OnTime })
            })
            .collect();
        let ask = Ask {
            goal: Goal::Retirement,
            case: None,
            on: date(2026, 11, 10),
            known_on: date(2026, 11, 10),
            record: &record,
            retires: Some(month("2029-01")),
            payer: None,
        };
        let of = |region: &str| {
            let book = Packs::embedded().book(region).expect("a pack");
            let answer = gaps(&book, &ask).expect("an answer");
            let ways = answer.ways(&book, &ask, Category::LocalUrban);
            ways.into_iter().map(|part| (part.route.code, part.months)).collect::<Vec<_>>()
        };
        let expected = [
            (route::VERIFIED.to_owned(), vec![month("2025-03")]),
            (route::RECENT.to_owned(), vec![month("2026-09")]),
        ];
        assert_eq!(of("cn/beijing/chaoyang"), expected);
        assert_eq!(of("cn/beijing"), [], "the city's pack names no office's ways");
    }
}
