use crate::Fen;

/// Splits a total over weights so that the parts add up to it: each part is rounded down and the fen that remain go
/// to the largest remainders, the earlier of two equal ones first. All weights zero: everything goes to the first.
pub fn split_by_largest_remainder(total: Fen, weights: &[Fen]) -> Vec<Fen> {
    let sum: i128 = weights.iter().map(|w| i128::from(w.0)).sum();
    if weights.is_empty() || sum == 0 {
        let mut parts = vec![Fen::ZERO; weights.len()];
        if let Some(first) = parts.first_mut() {
            *first = total;
        }
        return parts;
    }
    let exact = |w: &Fen| i128::from(total.0) * i128::from(w.0);
    let mut parts: Vec<Fen> = weights.iter().map(|w| Fen(exact(w).div_euclid(sum) as i64)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (-exact(&weights[i]).rem_euclid(sum), i));
    let missing = (total - parts.iter().sum::<Fen>()).0;
    for &i in order.iter().take(missing.unsigned_abs() as usize) {
        parts[i] += Fen(1);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_to_the_whole() {
        let parts = split_by_largest_remainder(Fen(10_814), &[Fen(1_274_832), Fen(627_692), Fen(53_118), Fen(10_624)]);
        assert_eq!(parts, [Fen(7_012), Fen(3_452), Fen(292), Fen(58)]);
        assert_eq!(split_by_largest_remainder(Fen(5), &[Fen(0), Fen(0)]), [Fen(5), Fen(0)]);
        assert_eq!(split_by_largest_remainder(Fen(2), &[Fen(1), Fen(1), Fen(1)]), [Fen(1), Fen(1), Fen(0)]);
    }
}
