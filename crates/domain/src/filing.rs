//! Filings that change the roll: when they may be filed, and what an increase or a reduction makes of the facts.

pub mod increase;
pub mod reduction;
pub mod window;

use units::{Fen, Rounding};

/// A declared wage as the register keeps it: whole yuan, half up (the joint filing notes' rule, source S58).
pub fn declared_base(wage: Fen) -> Fen {
    Fen::yuan(Rounding::HalfUp.apply(i128::from(wage.0), 100).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_wage_is_kept_in_whole_yuan() {
        assert_eq!(declared_base(Fen(726_999)), Fen::yuan(7_270));
        assert_eq!(declared_base(Fen(880_650)), Fen::yuan(8_807));
        assert_eq!(declared_base(Fen(880_649)), Fen::yuan(8_806));
    }
}
