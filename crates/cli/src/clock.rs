//! The one place that reads the machine's clock.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use units::Date;

/// The day it is in China (UTC+8), whatever the machine's time zone.
pub fn today() -> Date {
    TimeZone::fixed(Offset::constant(8)).to_datetime(Timestamp::now()).date()
}
