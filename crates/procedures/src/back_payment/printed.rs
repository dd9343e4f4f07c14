//! What the printed lists and the declaration files say: every figure of a case by person, span and branch, adding up to the case.

use documents::declaration_file::{FileHead, FileLine, write_file, write_manifest};
use domain::ids::{CaseId, EmployerId};
use domain::registry::Person;
use policy::{Branch, Category, EmployerKind, Group};
use store::back_payment::{Line, MonthRow};
use units::{Date, Fen, Month, split_in_proportion};

use super::see::{Overview, back_payment};
use crate::{Desk, Error};

/// One person's span of months in one branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// The line of the case.
    pub line: i64,
    /// Whose.
    pub person: Person,
    /// Payer category.
    pub category: Category,
    /// Which branch.
    pub branch: Branch,
    /// Why the months were missed.
    pub reason: String,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// How many months.
    pub months: u32,
    /// The declared wage.
    pub base: Fen,
    /// The employer's part, the large-amount mutual aid in it.
    pub employer: Fen,
    /// What of it is for mutual aid; medical only.
    pub mutual_aid: Fen,
    /// The person's part without the fixed sum.
    pub employee: Fen,
    /// The person's fixed sum; medical only.
    pub fixed: Fen,
    /// The late fee that falls on it.
    pub fee: Fen,
    /// The first day of the late fee of its first month, and the last that counts.
    pub fee_span: Option<(Date, Date)>,
    /// The days of its first month.
    pub days: u32,
    /// Whether medical costs arose.
    pub costs: bool,
}

impl ListRow {
    /// Principal and late fee.
    pub fn total(&self) -> Fen {
        self.employer + self.employee + self.fixed + self.fee
    }
}

/// The rows of a case's lists. Their sum is what the case comes to.
///
/// Refused: the first unknown figure by name.
pub fn list_rows(desk: &mut Desk, of: EmployerId, id: CaseId) -> Result<(Overview, Vec<ListRow>), Error> {
    let mut view = back_payment(desk, of, id)?;
    if let Some(why) = view.unknown.take() {
        return Err(Error::Refused(why));
    }
    let fees = fees(&view);
    let mut rows = Vec::new();
    for line in &view.story.lines {
        let Some(person) = view.people.get(&line.person) else { continue };
        for branch in Branch::ALL {
            rows.extend(row(desk, &view, &fees, line, person, branch)?);
        }
    }
    Ok((view, rows))
}

/// The late fee of each month, split among its persons and branches as their principal is.
fn fees(view: &Overview) -> Vec<(usize, Branch, Fen)> {
    let mut split = Vec::new();
    for due in &view.dues {
        let of_month = view.rows.iter().enumerate().filter(|(_, row)| row.month == due.month);
        let parts: Vec<(usize, Branch, Fen)> = of_month
            .flat_map(|(at, row)| Branch::ALL.map(|branch| (at, branch, principal(row, branch))))
            .filter(|(.., fen)| *fen > Fen::ZERO)
            .collect();
        let weights: Vec<Fen> = parts.iter().map(|(.., fen)| *fen).collect();
        let fees = split_in_proportion(due.fee, &weights);
        split.extend(parts.into_iter().zip(fees).map(|((at, branch, _), fee)| (at, branch, fee)));
    }
    split
}

/// What the medical list comes to: the medical part of a case, with the late fee that falls on it.
pub fn medical_total(view: &Overview) -> Fen {
    let is_medical = |branch: Branch| branch == Branch::Medical;
    let principal: Fen = view.rows.iter().map(|row| principal(row, Branch::Medical)).sum();
    let fees = fees(view);
    principal
        + fees
            .iter()
            .filter(|(_, branch, _)| is_medical(*branch))
            .map(|(.., fee)| *fee)
            .sum::<Fen>()
}

fn principal(row: &MonthRow, branch: Branch) -> Fen {
    let i = branch.index();
    row.amounts.employer[i] + row.amounts.employee[i] + fixed(row, branch)
}

fn fixed(row: &MonthRow, branch: Branch) -> Fen {
    if branch == Branch::Medical {
        row.amounts.ee_fixed
    } else {
        Fen::ZERO
    }
}

fn row(
    desk: &mut Desk,
    view: &Overview,
    fees: &[(usize, Branch, Fen)],
    line: &Line,
    person: &Person,
    branch: Branch,
) -> Result<Option<ListRow>, Error> {
    let i = branch.index();
    let mut list = ListRow {
        line: line.line,
        person: person.clone(),
        category: line.category,
        branch,
        reason: line.reason.clone(),
        from: line.from,
        to: line.to,
        months: 0,
        base: line.base,
        employer: Fen::ZERO,
        mutual_aid: Fen::ZERO,
        employee: Fen::ZERO,
        fixed: Fen::ZERO,
        fee: Fen::ZERO,
        fee_span: None,
        days: 0,
        costs: line.medical_costs,
    };
    let of_line = |r: &MonthRow| r.person == line.person && line.from <= r.month && r.month <= line.to;
    for (at, month) in view.rows.iter().enumerate().filter(|(_, r)| of_line(r)) {
        if principal(month, branch) == Fen::ZERO {
            continue;
        }
        if list.months == 0 {
            list.from = month.month;
            let due = view.dues.iter().find(|d| d.month == month.month);
            list.fee_span = due.and_then(|d| d.from.zip(d.to));
            list.days = due.map_or(0, |d| d.days);
        }
        list.to = month.month;
        list.months += 1;
        list.employer += month.amounts.employer[i];
        list.employee += month.amounts.employee[i];
        list.fixed += fixed(month, branch);
        list.mutual_aid += mutual_aid(desk, view.employer.kind, view.employer.injury_class, month, branch)?;
        list.fee += fees
            .iter()
            .filter(|(a, b, _)| *a == at && *b == branch)
            .map(|(.., fee)| *fee)
            .sum::<Fen>();
    }
    Ok((list.months > 0).then_some(list))
}

/// What of the employer's medical contribution is for the large-amount mutual aid; nothing where the rate is not known.
fn mutual_aid(desk: &Desk, kind: EmployerKind, class: u8, row: &MonthRow, branch: Branch) -> Result<Fen, Error> {
    let medical = row.amounts.employer[Branch::Medical.index()];
    if branch != Branch::Medical || medical == Fen::ZERO {
        return Ok(Fen::ZERO);
    }
    let table = match desk.table(row.month, row.known_on) {
        Ok(table) => table,
        Err(Error::Refused(_)) => return Ok(Fen::ZERO),
        Err(other) => return Err(other),
    };
    let size = policy::EmployerSize::Small;
    let whole = table
        .row(row.category, kind, size, Some(class))
        .map_or(0, |r| r.branches[Branch::Medical.index()].employer.ppm);
    let aid = table.large_amount.ppm().min(whole);
    let weights = [Fen(i64::from(whole - aid)), Fen(i64::from(aid))];
    Ok(split_in_proportion(medical, &weights).get(1).copied().unwrap_or_default())
}

/// The declaration files of a case (报盘文件): a file a branch group, and the manifest that names them by their SHA-256.
pub fn declaration_files(desk: &mut Desk, of: EmployerId, id: CaseId) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let (view, rows) = list_rows(desk, of, id)?;
    let mut files = Vec::new();
    for group in [Group::PensionUnemploymentInjury, Group::Medical] {
        let head = FileHead {
            case: id.code(),
            kind: view.story.opened.kind.code().to_owned(),
            credit_code: view.employer.credit_code.clone(),
            group: group.index() as u8,
        };
        let mut lines: Vec<FileLine> = Vec::new();
        for line in &view.story.lines {
            let in_group = |r: &&ListRow| r.line == line.line && desk.book().group_of(r.branch, r.to) == group;
            let of_line: Vec<&ListRow> = rows.iter().filter(in_group).collect();
            let Some(first) = of_line.first() else { continue };
            lines.push(FileLine {
                number: first.person.number.clone(),
                name: first.person.name.clone(),
                category: line.category.code().to_owned(),
                from: line.from,
                to: line.to,
                base: line.base,
                document: line.document.clone().unwrap_or_default(),
                reason: line.reason.clone(),
                employer: of_line.iter().map(|r| r.employer).sum(),
                employee: of_line.iter().map(|r| r.employee + r.fixed).sum(),
            });
        }
        if !lines.is_empty() {
            files.push((format!("{}-{}.dat", id.code(), group.index()), write_file(&head, &lines)));
        }
    }
    let manifest = write_manifest(&files);
    files.push((format!("{}.manifest", id.code()), manifest));
    Ok(files)
}
