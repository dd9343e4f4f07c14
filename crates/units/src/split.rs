use crate::Fen;

/// Rounds exact parts, `numerators[i] / denominator` fen each, so that they add up to a total rounded elsewhere: each
/// part is rounded down and the fen that remain go to the largest remainders, the earlier of two equal ones first.
pub fn round_parts(total: Fen, numerators: &[i128], denominator: i128) -> Vec<Fen> {
    let mut parts: Vec<Fen> = numerators.iter().map(|n| Fen(n.div_euclid(denominator) as i64)).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&i| (-numerators[i].rem_euclid(denominator), i));
    let missing = (total - parts.iter().sum::<Fen>()).0;
    debug_assert!(
        missing.unsigned_abs() as usize <= parts.len(),
        "the exact parts must add up to about the total"
    );
    for &i in order.iter().take(missing.unsigned_abs() as usize) {
        parts[i] += Fen(missing.signum());
    }
    parts
}

/// Splits a total in proportion to weights by largest remainder. All weights zero: everything goes to the first.
pub fn split_in_proportion(total: Fen, weights: &[Fen]) -> Vec<Fen> {
    let sum: i128 = weights.iter().map(|w| i128::from(w.0)).sum();
    if weights.is_empty() || sum == 0 {
        let mut parts = vec![Fen::ZERO; weights.len()];
        if let Some(first) = parts.first_mut() {
            *first = total;
        }
        return parts;
    }
    let exact: Vec<i128> = weights.iter().map(|w| i128::from(total.0) * i128::from(w.0)).collect();
    round_parts(total, &exact, sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_parts_are_rounded_to_their_total() {
        // Story Y2: the late fee of 11 days at 500 ppm on the four branches of one bill.
        let principals = [1_274_832_i128, 627_692, 53_118, 10_624];
        let exact = principals.map(|p| p * 500 * 11);
        assert_eq!(
            round_parts(Fen(10_814), &exact, 1_000_000),
            [Fen(7_012), Fen(3_452), Fen(292), Fen(58)]
        );
    }

    #[test]
    fn the_parts_add_up_to_the_whole() {
        assert_eq!(split_in_proportion(Fen(5), &[Fen(0), Fen(0)]), [Fen(5), Fen(0)]);
        assert_eq!(split_in_proportion(Fen(2), &[Fen(1), Fen(1), Fen(1)]), [Fen(1), Fen(1), Fen(0)]);
        assert_eq!(split_in_proportion(Fen(-2), &[Fen(1), Fen(1), Fen(1)]).iter().sum::<Fen>(), Fen(-2));
    }
}
