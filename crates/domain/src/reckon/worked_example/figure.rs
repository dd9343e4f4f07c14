//! Figures written down a second time, apart from the pack, with their source: what a row must say, for whom, from when until when.

use policy::{Book, Branch, Category, EmployerKind, EmployerSize, Payer, Provenance};
use units::{Date, Month};

use super::{Answers, Fields, day};

/// The fields by which a line about a figure asks; all others are expectations.
pub(super) const ASKS: [&str; 9] = [
    "name",
    "parameter",
    "from",
    "until",
    "known_on",
    "payer",
    "employer",
    "size",
    "injury_class",
];

/// The fields by which a line about a row asks; all others are what the row must say.
pub(super) const ROW_ASKS: [&str; 4] = ["name", "file", "list", "where"];

/// Where nothing ends a figure, it is looked at until this month.
const OPEN_UNTIL: (u32, u32) = (2027, 12);

/// One direction of a payer that a line may narrow: the codes that are meant; none named means every one.
fn members<T: Copy, const N: usize>(
    ask: &Fields<'_>,
    field: &str,
    all: [T; N],
    from_code: fn(&str) -> Option<T>,
) -> Result<Vec<T>, String> {
    let Some(codes) = ask.0.get(field) else { return Ok(all.to_vec()) };
    let known = |code: &str| from_code(code).ok_or_else(|| format!("`{field}` does not know \"{code}\""));
    codes.split(' ').map(known).collect()
}

fn payers(ask: &Fields<'_>) -> Result<Vec<Payer>, String> {
    let categories = members(ask, "payer", Category::ALL, Category::from_code)?;
    let kinds = members(ask, "employer", EmployerKind::ALL, EmployerKind::from_code)?;
    let sizes = members(ask, "size", EmployerSize::ALL, EmployerSize::from_code)?;
    let class = ask.optional("injury_class", |text| text.parse::<u8>().ok())?;
    let mut payers = Vec::new();
    for category in &categories {
        for kind in &kinds {
            for size in &sizes {
                let classes = class.map_or_else(|| vec![None, Some(1), Some(8)], |class| vec![Some(class)]);
                payers.extend(classes.into_iter().map(|injury_class| Payer {
                    category: *category,
                    kind: *kind,
                    size: *size,
                    injury_class,
                }));
            }
        }
    }
    Ok(payers)
}

/// What a parameter is in every month of a span, for every payer named; where they differ, the first that does is named.
pub(super) fn figure(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let parameter = ask.required("parameter", |text| Some(text.to_owned()))?;
    let from = ask.month("from")?;
    let until = match ask.optional("until", |text| Month::parse(text).ok())? {
        Some(until) => until,
        None => Month::new(OPEN_UNTIL.0, OPEN_UNTIL.1).map_err(|_| "no month".to_owned())?,
    };
    let (known_on, payers) = (ask.known_on()?, payers(ask)?);
    let mut agreed: Option<(&Provenance, Answers)> = None;
    let mut seen: Vec<&str> = Vec::new();
    for month in from.through(until) {
        let candidates = book.candidates(&parameter, month, known_on);
        // The rows of the month before answer everybody as they did then.
        let places: Vec<&str> = candidates.iter().map(|(_, row)| row.place.as_str()).collect();
        if agreed.is_some() && places == seen {
            continue;
        }
        seen = places;
        for payer in &payers {
            let row = candidates.iter().find(|(payers, _)| payers.include(*payer)).map(|(_, row)| *row);
            let row = row.ok_or_else(|| format!("nothing in {month} for {}", described(*payer)))?;
            match &agreed {
                Some((known, _)) if known.place == row.place => {}
                Some((_, said)) => {
                    let said_here = said_by(row, ask);
                    if *said != said_here {
                        return Err(format!("{} in {month} for {}", row.value, described(*payer)));
                    }
                }
                None => agreed = Some((row, said_by(row, ask))),
            }
        }
    }
    agreed.map(|(_, said)| said).ok_or_else(|| "no month".to_owned())
}

fn described(payer: Payer) -> String {
    format!("{} {} {}", payer.category.code(), payer.kind.code(), payer.size.code())
}

/// What a row says, as far as it is asked for. Of the sources, those that the line names too.
fn said_by(row: &Provenance, ask: &Fields<'_>) -> Answers {
    let mut said = Answers::from([
        ("value".to_owned(), row.value.clone()),
        ("confidence".to_owned(), row.confidence.code().to_owned()),
    ]);
    if ask.0.contains_key("known") {
        said.insert("known".to_owned(), row.known_on.to_string());
    }
    if ask.0.contains_key("ends") {
        said.insert(
            "ends".to_owned(),
            row.valid_until.map_or_else(|| "open".to_owned(), |until| until.to_string()),
        );
    }
    if let Some(source) = ask.0.get("source") {
        let has = |key: &&str| row.source.split(' ').any(|own| own == *key);
        said.insert("source".to_owned(), source.split(' ').filter(has).collect::<Vec<_>>().join(" "));
    }
    said
}

/// The benchmark deposit rate of a day.
pub(super) fn benchmark(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let row = book
        .benchmark_rate(ask.required("day", day)?)
        .map_err(|unknown| unknown.to_string())?;
    Ok(Answers::from([
        ("rate".to_owned(), row.rate.to_string()),
        ("since".to_owned(), row.from.to_string()),
        ("confidence".to_owned(), row.confidence.code().to_owned()),
    ]))
}

/// The months by which an account is paid out at an age.
pub(super) fn payment_months(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let age = ask.required("years_of_age", |text| text.parse().ok())?;
    let months = book
        .payment_months(age)
        .map_or_else(|| "unknown".to_owned(), |row| row.months.to_string());
    Ok(Answers::from([("months".to_owned(), months)]))
}

/// A measure of deferral as it stands for a branch of a month.
pub(super) fn deferral(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let measure = ask.required("measure", |text| Some(text.to_owned()))?;
    let branch = ask.required("branch", Branch::from_code)?;
    let found = book.deferrals(branch, ask.month("month")?, ask.known_on()?);
    let Some(row) = found.into_iter().find(|row| row.measure == measure) else {
        return Ok(Answers::from([("deferred".to_owned(), "no".to_owned())]));
    };
    let day = |day: Option<Date>| day.map_or_else(|| "unknown".to_owned(), |day| day.to_string());
    let apply: Vec<String> = row.apply.iter().map(|(from, to)| format!("{from} {to}")).collect();
    Ok(Answers::from([
        ("deferred".to_owned(), "yes".to_owned()),
        ("sides".to_owned(), row.sides.code().to_owned()),
        ("last_payment".to_owned(), day(row.last_payment)),
        ("late_fee_from".to_owned(), day(row.late_fee_from)),
        ("apply".to_owned(), apply.join(", ")),
    ]))
}

/// The one row of a list in a file whose fields are as `where` says (`goal=home_purchase from=2024-10-01`), field by field; without
/// a list, what stands in the file outside of any.
pub(super) fn row(book: &Book, ask: &Fields<'_>) -> Result<Answers, String> {
    let text = |field| ask.required(field, |text| Some(text.to_owned()));
    let or_none = |field| Ok::<_, String>(ask.optional(field, |text| Some(text.to_owned()))?.unwrap_or_default());
    let (file, list, wanted) = (text("file")?, or_none("list")?, or_none("where")?);
    let wanted: Vec<(&str, &str)> = wanted.split(' ').filter_map(|pair| pair.split_once('=')).collect();
    let path = format!("{}/{file}", book.region());
    let text = book
        .texts()
        .find(|(own, _)| *own == path)
        .ok_or_else(|| format!("there is no file {path}"))?;
    let rows = policy::rows_as_texts(text.0, text.1);
    let is_meant = |row: &Answers| wanted.iter().all(|(field, value)| row.get(*field).is_some_and(|own| own == value));
    let mut found = rows.into_iter().filter(|(own, row)| *own == list && is_meant(row));
    match (found.next(), found.next()) {
        (Some((_, row)), None) => Ok(row),
        (None, _) => Err("there is no such row".to_owned()),
        (Some(_), Some(_)) => Err("there are several such rows".to_owned()),
    }
}
