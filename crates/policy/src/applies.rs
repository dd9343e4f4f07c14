use std::ops::Range;

use toml::de::DeTable;

use crate::reading::{Fields, Reader};
use crate::{Category, EmployerKind, EmployerSize, INJURY_CLASSES, Payer};

/// The payers a row is for: a set in each direction. Nothing said means all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Applies {
    categories: u16,
    kinds: u16,
    sizes: u16,
    /// Bit 0: no class known; bits 1 to 8: that class.
    classes: u16,
}

impl Applies {
    pub const ALL: Applies = Applies {
        categories: u16::MAX,
        kinds: u16::MAX,
        sizes: u16::MAX,
        classes: u16::MAX,
    };

    pub fn read<'t>(table: &DeTable<'t>, span: Range<usize>, reader: &mut Reader<'t>) -> Applies {
        let mut fields = Fields::new(table, span);
        let applies = Applies {
            categories: members(&mut fields, "payer", categories, reader),
            kinds: members(
                &mut fields,
                "employer",
                |code| EmployerKind::from_code(code).map(|kind| 1 << kind.index()),
                reader,
            ),
            sizes: members(
                &mut fields,
                "size",
                |code| EmployerSize::from_code(code).map(|size| 1 << size.index()),
                reader,
            ),
            classes: classes(&mut fields, reader),
        };
        fields.finish(reader);
        applies
    }

    pub fn includes(&self, payer: Payer) -> bool {
        let class = payer.injury_class.unwrap_or(0);
        self.categories >> payer.category.index() & 1 == 1
            && self.kinds >> payer.kind.index() & 1 == 1
            && self.sizes >> payer.size.index() & 1 == 1
            && self.classes >> class & 1 == 1
    }

    /// Whether some payer is in both.
    pub fn meets(&self, other: &Applies) -> bool {
        self.categories & other.categories != 0
            && self.kinds & other.kinds != 0
            && self.sizes & other.sizes != 0
            && self.classes & other.classes != 0
    }

    /// As the pack writes it, for people: `payer local_urban, foreign; employer enterprise`.
    pub fn described(&self) -> String {
        let named = |name: &str, set: u16, codes: Vec<String>| {
            let chosen: Vec<String> = codes
                .into_iter()
                .enumerate()
                .filter(|(i, _)| set >> i & 1 == 1)
                .map(|(_, code)| code)
                .collect();
            (set != u16::MAX).then(|| format!("{name} {}", chosen.join(", ")))
        };
        let parts = [
            named("payer", self.categories, Category::ALL.map(|c| c.code().to_owned()).to_vec()),
            named("employer", self.kinds, EmployerKind::ALL.map(|k| k.code().to_owned()).to_vec()),
            named("size", self.sizes, EmployerSize::ALL.map(|s| s.code().to_owned()).to_vec()),
            named(
                "injury_class",
                self.classes,
                (0..=INJURY_CLASSES).map(|class| class.to_string()).collect(),
            ),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

/// A category, or one of the words by which notices call several.
fn categories(code: &str) -> Option<u16> {
    let set = |categories: &[Category]| categories.iter().fold(0, |set, category| set | 1 << category.index());
    let urban = set(&[Category::LocalUrban, Category::NonlocalUrban, Category::Foreign]);
    let rural = set(&[Category::LocalRural, Category::NonlocalRural]);
    match code {
        "urban" => Some(urban),
        "rural" => Some(rural),
        "employed" => Some(urban | rural),
        _ => Category::from_code(code).map(|category| set(&[category])),
    }
}

fn members<'t>(fields: &mut Fields<'_, 't>, key: &'static str, bits: fn(&str) -> Option<u16>, reader: &mut Reader<'t>) -> u16 {
    let Some(codes) = fields.texts(key, reader) else { return u16::MAX };
    let mut set = 0;
    for (code, span) in codes {
        match bits(code) {
            Some(bits) => set |= bits,
            None => reader.fault(&span, format!("`{key}` does not know \"{code}\"")),
        }
    }
    set
}

fn classes<'t>(fields: &mut Fields<'_, 't>, reader: &mut Reader<'t>) -> u16 {
    let Some(numbers) = fields.numbers("injury_class", reader) else {
        return u16::MAX;
    };
    let mut set = 0;
    for (class, span) in numbers {
        if (1..=u32::from(INJURY_CLASSES)).contains(&class) {
            set |= 1 << class;
        } else {
            reader.fault(&span, format!("there is no injury class {class}"));
        }
    }
    set
}
