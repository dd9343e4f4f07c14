use super::is_invisible;
use crate::fault::CellFault;

/// Letters a name may have; the longest on a card has 25.
const LETTERS: usize = 50;

/// A name as one writes it on a form, and what was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CleanName {
    pub name: String,
    /// Spaces or invisible characters inside it were dropped.
    pub cleaned: bool,
    /// Another dot became U+00B7.
    pub dotted: bool,
}

fn is_han(letter: char) -> bool {
    matches!(u32::from(letter), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af | 0x3007 | 0xe000..=0xf8ff)
}

/// Dots that people type between the parts of a name.
fn is_dot(letter: char) -> bool {
    matches!(letter, '•' | '‧' | '・' | '･' | '．' | '.' | '∙' | '⋅' | '●' | '﹒' | '˙' | '。')
}

/// Reads a name. Han names lose every space, others keep single ones; the dot of 古丽娜·艾尔肯 is always U+00B7.
pub(crate) fn read(text: &str) -> Result<CleanName, CellFault> {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if trimmed.is_empty() {
        return Err(CellFault::NameMissing);
    }
    let han = trimmed.chars().any(is_han);
    let (mut name, mut cleaned, mut dotted) = (String::with_capacity(trimmed.len()), false, false);
    for letter in trimmed.chars() {
        if is_invisible(letter) || (letter.is_whitespace() && (han || name.ends_with(' '))) {
            cleaned = true;
        } else if letter.is_whitespace() {
            name.push(' ');
        } else if han && is_dot(letter) {
            dotted = true;
            name.push('·');
        } else {
            name.push(letter);
        }
    }
    let unreadable = |c: char| c.is_numeric() && !is_han(c) || matches!(c, '\u{fffd}' | '?' | '？' | '#' | '=' | '<' | '>');
    if name.chars().any(unreadable) || name.chars().count() > LETTERS {
        return Err(CellFault::NameUnreadable);
    }
    Ok(CleanName { name, cleaned, dotted })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cleaned_and_it_is_told() {
        for (text, name, cleaned, dotted) in [
            ("张三  ", "张三", false, false),
            ("王\u{3000}伟", "王伟", true, false),
            ("罗 小暑", "罗小暑", true, false),
            ("李\u{200b}娜", "李娜", true, false),
            ("阿卜杜拉·买买提", "阿卜杜拉·买买提", false, false),
            ("古丽娜•艾尔肯", "古丽娜·艾尔肯", false, true),
            ("古丽娜.艾尔肯", "古丽娜·艾尔肯", false, true),
            ("马\u{2B627}", "马\u{2B627}", false, false),
            ("张\u{2CB5A}铭", "张\u{2CB5A}铭", false, false),
            ("LEE  HANNAH", "LEE HANNAH", true, false),
            ("O'Brien Jr.", "O'Brien Jr.", false, false),
            ("陳嘉豪", "陳嘉豪", false, false),
        ] {
            let wanted = CleanName {
                name: name.into(),
                cleaned,
                dotted,
            };
            assert_eq!(read(text), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        assert_eq!(read(" \u{200b}\u{3000}"), Err(CellFault::NameMissing));
        for text in ["张三2", "张?三", "张\u{fffd}", "#REF!", "１"] {
            assert_eq!(read(text), Err(CellFault::NameUnreadable), "{text}");
        }
        assert_eq!(read(&"长".repeat(51)), Err(CellFault::NameUnreadable));
    }
}
