use units::Month;

/// The months as spans without gaps; they come in order.
pub(crate) fn spans(months: &[Month]) -> Vec<(Month, Month)> {
    let mut spans: Vec<(Month, Month)> = Vec::new();
    for &month in months {
        match spans.last_mut() {
            Some((_, last)) if last.next() == month => *last = month,
            _ => spans.push((month, month)),
        }
    }
    spans
}
