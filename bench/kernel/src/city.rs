//! A synthetic city in plain arrays, its people sorted by employer; the same for each run.

use std::ops::Range;

/// People as columns.
pub struct City {
    /// Declared base in fen.
    pub base: Vec<u32>,
    /// Index into the categories.
    pub category: Vec<u8>,
    starts: Vec<usize>,
}

impl City {
    /// Employers of very unequal size, wages spread like wages, 88 in 100 of the first category.
    pub fn build(people: usize, employers: usize) -> City {
        let mut draw = Draw(88_172_645_463_325_252);
        let sizes: Vec<f64> = (0..employers).map(|_| (1.0 - draw.unit()).powf(-1.0 / 1.2).min(2e5)).collect();
        let whole: f64 = sizes.iter().sum();
        let mut reached = 0.0;
        let mut starts = vec![0];
        for size in sizes {
            reached += size / whole * people as f64;
            starts.push((reached.round() as usize).min(people));
        }
        starts[employers] = people;
        let mut city = City {
            base: Vec::with_capacity(people),
            category: Vec::with_capacity(people),
            starts,
        };
        for _ in 0..people {
            let spread = (0..6).map(|_| draw.unit()).sum::<f64>() - 3.0;
            city.base.push(((9.3 + 0.85 * spread).exp() * 100.0) as u32);
            city.category.push(match draw.next() % 100 {
                0..88 => 0,
                88..93 => 1,
                93..95 => 2,
                _ => 3,
            });
        }
        city
    }

    /// How many employers there are.
    pub fn employers(&self) -> usize {
        self.starts.len() - 1
    }

    /// The rows of an employer's people.
    pub fn people_of(&self, employer: usize) -> Range<usize> {
        self.starts[employer]..self.starts[employer + 1]
    }
}

struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
