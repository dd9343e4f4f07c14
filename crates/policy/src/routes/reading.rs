use crate::reading::{Fields, Reader};
use crate::{Certainty, Confidence};

use super::{Paper, Review, Route, RouteForm, Routes, Seal};

pub(crate) fn read(reader: &mut Reader<'_>, sources: &[String]) -> Routes {
    let document = reader.document();
    let mut file = Fields::new(&document, 0..0);
    let mut routes = Routes::default();
    for (table, span) in file.value("route").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span);
        routes.routes.extend(route(&mut row, reader, sources));
        row.finish(reader);
    }
    for (table, span) in file.value("paper").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span);
        routes.papers.extend(paper(&mut row, reader, sources));
        row.finish(reader);
    }
    for (table, span) in file.value("form").map(|rows| reader.tables(rows)).unwrap_or_default() {
        let mut row = Fields::new(table, span);
        routes.forms.extend(form(&mut row, reader, sources));
        row.finish(reader);
    }
    file.finish(reader);
    check(&routes, reader);
    routes
}

fn codes<'t>(row: &mut Fields<'_, 't>, key: &'static str, reader: &mut Reader<'t>) -> Vec<String> {
    let texts = row.texts(key, reader).unwrap_or_default();
    texts.into_iter().map(|(code, _)| code.to_owned()).collect()
}

/// What stands behind a row, how sure it is, and its note: a row that is not sure says why.
fn sureness<'t>(row: &mut Fields<'_, 't>, reader: &mut Reader<'t>) -> Option<(Certainty, Confidence, Option<String>)> {
    let certainty = row.coded("certainty", Certainty::from_code, reader);
    let said = row.text("confidence", reader);
    let note = row.text("note", reader).map(|(note, _)| note.to_owned());
    let certainty = certainty?;
    let confidence = match said {
        None => certainty.confidence(),
        Some((code, span)) => {
            let confidence = Confidence::from_code(code);
            if confidence.is_none() {
                reader.fault(&span, format!("`confidence` does not know \"{code}\""));
            }
            confidence?
        }
    };
    let proposed = || "本系统的提议，无公布依据 · proposed by this system; no published rule".to_owned();
    let note = note.or_else(|| (certainty == Certainty::Proposed).then(proposed));
    Some((certainty, confidence, note))
}

fn route<'t>(row: &mut Fields<'_, 't>, reader: &mut Reader<'t>, sources: &[String]) -> Option<Route> {
    let code = row.required("code", reader).map(|(code, _)| code.to_owned());
    let review = row.coded("review", Review::from_code, reader);
    let papers = codes(row, "papers", reader);
    let forms = codes(row, "forms", reader);
    let steps = codes(row, "steps", reader);
    let sureness = sureness(row, reader);
    let source = row.source(reader, sources);
    let (certainty, confidence, note) = sureness?;
    Some(Route {
        code: code?,
        review: review?,
        papers,
        forms,
        steps,
        certainty,
        confidence,
        note,
        source,
    })
}

fn paper<'t>(row: &mut Fields<'_, 't>, reader: &mut Reader<'t>, sources: &[String]) -> Option<Paper> {
    let code = row.required("code", reader).map(|(code, _)| code.to_owned());
    let copies = row.number("copies", reader).map(|(copies, _)| copies);
    let seal = row.coded("seal", Seal::from_code, reader);
    // A paper that no law asks for cannot be configured.
    let law = row.required("law", reader).map(|(law, _)| law.to_owned());
    let sureness = sureness(row, reader);
    let source = row.source(reader, sources);
    let (certainty, confidence, note) = sureness?;
    Some(Paper {
        code: code?,
        copies: copies?,
        seal: seal?,
        law: law.filter(|law| !law.trim().is_empty())?,
        certainty,
        confidence,
        note,
        source,
    })
}

fn form<'t>(row: &mut Fields<'_, 't>, reader: &mut Reader<'t>, sources: &[String]) -> Option<RouteForm> {
    let code = row.required("code", reader).map(|(code, _)| code.to_owned());
    let copies = row.number("copies", reader).map(|(copies, _)| copies);
    let seal = row.coded("seal", Seal::from_code, reader);
    let sureness = sureness(row, reader);
    let source = row.source(reader, sources);
    let (certainty, confidence, note) = sureness?;
    Some(RouteForm {
        code: code?,
        copies: copies?,
        seal: seal?,
        certainty,
        confidence,
        note,
        source,
    })
}

/// What a route points to must be there, and each code once.
fn check(routes: &Routes, reader: &mut Reader<'_>) {
    let mut faults = Vec::new();
    for (i, route) in routes.routes.iter().enumerate() {
        if routes.routes[..i].iter().any(|other| other.code == route.code) {
            faults.push(format!("route \"{}\" is there twice", route.code));
        }
        for paper in route.papers.iter().filter(|code| routes.paper(code).is_none()) {
            faults.push(format!(
                "route \"{}\" asks for paper \"{paper}\", which has no row with its legal ground",
                route.code
            ));
        }
        for form in route.forms.iter().filter(|code| routes.form(code).is_none()) {
            faults.push(format!("route \"{}\" prints form \"{form}\", which is not there", route.code));
        }
    }
    for message in faults {
        reader.fault(&(0..0), message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let mut reader = Reader::new("routes.toml", text);
        read(&mut reader, &["Seed1".to_owned()]);
        reader.faults.into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn a_paper_without_a_legal_ground_cannot_be_configured() {
        let route =
            r#"route = [{ code = "a", review = "none", papers = ["p"], forms = [], steps = [], certainty = "doc", source = "Seed1" }]"#;
        let paper = r#"paper = [{ code = "p", copies = 1, seal = "official", law = "第六十三条", certainty = "doc", source = "Seed1" }]"#;
        assert_eq!(faults(&format!("{route}\n{paper}\n")), Vec::<String>::new());
        let bare = paper.replace("law = \"第六十三条\", ", "");
        let told = faults(&format!("{route}\n{bare}\n"));
        assert!(told.iter().any(|fault| fault.contains("`law` is missing")), "{told:?}");
        assert!(told.iter().any(|fault| fault.contains("no row with its legal ground")), "{told:?}");
    }
}
