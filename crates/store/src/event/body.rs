use std::collections::BTreeMap;

/// A value in a body. There are no floats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Nothing.
    Null,
    /// An integer: fen, months as 202607, counts.
    Int(i64),
    /// A text: codes, names, days, ids as shown.
    Text(String),
    /// Several values.
    List(Vec<Item>),
    /// A body within the body.
    Body(Body),
}

impl From<i64> for Item {
    fn from(x: i64) -> Item {
        Item::Int(x)
    }
}

impl From<&str> for Item {
    fn from(x: &str) -> Item {
        Item::Text(x.to_owned())
    }
}

impl From<String> for Item {
    fn from(x: String) -> Item {
        Item::Text(x)
    }
}

impl From<units::Fen> for Item {
    fn from(x: units::Fen) -> Item {
        Item::Int(x.count())
    }
}

impl From<units::Month> for Item {
    fn from(x: units::Month) -> Item {
        Item::Int(x.code())
    }
}

impl From<units::Date> for Item {
    fn from(x: units::Date) -> Item {
        Item::Text(x.to_string())
    }
}

impl From<Body> for Item {
    fn from(x: Body) -> Item {
        Item::Body(x)
    }
}

impl<T: Into<Item>> From<Vec<T>> for Item {
    fn from(x: Vec<T>) -> Item {
        Item::List(x.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Item>> From<Option<T>> for Item {
    fn from(x: Option<T>) -> Item {
        x.map_or(Item::Null, Into::into)
    }
}

/// What an event says, as canonical JSON: keys sorted, no spaces, integers and texts only, so that the same body is the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    items: BTreeMap<String, Item>,
}

impl Body {
    /// An empty body.
    pub fn new() -> Body {
        Body::default()
    }

    /// The body with one value more; a key given twice holds the later value.
    pub fn with(mut self, key: &str, value: impl Into<Item>) -> Body {
        self.items.insert(key.to_owned(), value.into());
        self
    }

    /// The canonical text.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        write_body(self, &mut out);
        out
    }
}

fn write_body(body: &Body, out: &mut String) {
    out.push('{');
    for (i, (key, item)) in body.items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_text(key, out);
        out.push(':');
        write_item(item, out);
    }
    out.push('}');
}

fn write_item(item: &Item, out: &mut String) {
    match item {
        Item::Null => out.push_str("null"),
        Item::Int(x) => out.push_str(&x.to_string()),
        Item::Text(x) => write_text(x, out),
        Item::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_item(item, out);
            }
            out.push(']');
        }
        Item::Body(body) => write_body(body, out),
    }
}

/// Escapes as RFC 8785 does.
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_the_same_bytes_whatever_the_order_of_its_making() {
        let one = Body::new().with("people", 3).with("branch", "medical").with("lines", vec![1, 2]);
        let other = Body::new().with("lines", vec![1, 2]).with("branch", "medical").with("people", 3);
        assert_eq!(one.to_text(), other.to_text());
        assert_eq!(one.to_text(), r#"{"branch":"medical","lines":[1,2],"people":3}"#);
        let nested = Body::new().with("a", Body::new().with("张\"三\n\u{1}", None::<i64>));
        assert_eq!(nested.to_text(), "{\"a\":{\"张\\\"三\\n\\u0001\":null}}");
    }
}
