//! The window in which changes to the roll take effect, and which month they change.

use policy::RollWindow;
use units::{Date, Month};

/// Whether a change filed today takes effect now, and for which contribution month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Filed now; it changes this month, until the close.
    Open {
        /// The month that a change still alters.
        month: Month,
        /// Its last day, 24:00.
        closes: Date,
    },
    /// Kept as a draft and filed by itself on the day the window opens.
    Shut {
        /// The month that the draft will change.
        month: Month,
        /// The day on which it files itself.
        opens: Date,
    },
}

impl Window {
    /// The window as it stands on a day, from the windows of that day's month and of the month after.
    pub fn on(today: Date, this: &RollWindow, next: &RollWindow) -> Window {
        if today < this.opens {
            Window::Shut {
                month: this.month,
                opens: this.opens,
            }
        } else if today <= this.closes {
            Window::Open {
                month: this.month,
                closes: this.closes,
            }
        } else {
            Window::Shut {
                month: next.month,
                opens: next.opens,
            }
        }
    }

    /// The month that a change filed or queued today alters.
    pub fn month(self) -> Month {
        match self {
            Window::Open { month, .. } | Window::Shut { month, .. } => month,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    fn dates(month: &str) -> RollWindow {
        let month = Month::parse(month).expect("a month");
        RollWindow {
            month,
            opens: month.day(5),
            default_declaration: month.day(15),
            closes: month.day(25),
        }
    }

    #[test]
    fn a_change_after_the_close_is_a_draft_for_the_next_month() {
        let on = |day| Window::on(date(2026, 9, day), &dates("2026-09"), &dates("2026-10"));
        let september = Month::parse("2026-09").expect("a month");
        assert_eq!(
            on(4),
            Window::Shut {
                month: september,
                opens: date(2026, 9, 5)
            }
        );
        for day in [5, 15, 25] {
            assert_eq!(
                on(day),
                Window::Open {
                    month: september,
                    closes: date(2026, 9, 25)
                },
                "{day}"
            );
        }
        assert_eq!(
            on(26),
            Window::Shut {
                month: september.next(),
                opens: date(2026, 10, 5)
            }
        );
    }
}
