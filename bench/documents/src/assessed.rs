//! A roster read, assessed person by person and written back with its amounts, as `shebao assess ROSTER --out FILE` does it, beside
//! openpyxl with the same arithmetic in decimals, written out for one month and without a check.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, anyhow, ensure};
use documents::export::{BillBranch, BillHead, BillRow, bill_workbook};
use documents::{Reading, read_roster};
use domain::reckon::person::Employer;
use domain::reckon::roster::roster;
use policy::{Branch, Category, EmployerKind, Packs, compile};
use units::{Fen, Month};

use crate::{Measure, RUNS, TODAY, retires_in, written};

/// The month that is assessed, in which the peer's constants hold.
const MONTH: &str = "2026-08";

/// What came of it.
struct Assessed {
    employer: Fen,
    employee: Fen,
    people: u32,
    workbook: Vec<u8>,
}

/// Measures and compares.
pub fn run(people: i64, folder: &Path) -> Result<()> {
    let packs = Packs::embedded();
    let book = packs.book("cn/beijing").map_err(|faults| anyhow!("{faults:?}"))?;
    let month = Month::parse(MONTH).map_err(|_| anyhow!("{MONTH} is no month"))?;
    // Those past retirement are refused; the peer does not know that, so there are none of them here.
    let (bytes, known) = written(people, &book, true)?;
    let mut measure = Measure::default();
    let mut last = None;
    for _ in 0..RUNS {
        last = Some(measure.take(|| assessed(&bytes, &book, month))?);
    }
    let Some(ours) = last else { return Ok(()) };
    ensure!(
        ours.people as usize == known.clean,
        "{} people assessed of {}",
        ours.people,
        known.clean
    );
    measure.print("read, assess, write back", people);
    let (file, copy) = (
        folder.join(format!("shebao-roster-{}.xlsx", std::process::id())),
        folder.join(format!("shebao-roster-{}-peer.xlsx", std::process::id())),
    );
    std::fs::write(&file, &bytes)?;
    let peer = Command::new("python3").args(["-c", PEER]).arg(&file).arg(&copy).output();
    std::fs::remove_file(&file)?;
    let Some(said) = peer.ok().filter(|out| out.status.success()) else {
        println!("openpyxl is not here: no peer");
        return Ok(());
    };
    std::fs::remove_file(&copy)?;
    let said = String::from_utf8(said.stdout)?;
    let figures: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [rows, employer, employee, seconds, cpu, peak] = figures[..] else {
        return Err(anyhow!("the peer said {said}"));
    };
    let same = [employer, employee].map(|fen| fen as i64) == [ours.employer, ours.employee].map(Fen::count);
    ensure!(
        same && rows as i64 == people,
        "the peer came to {said}, ours to {} and {}",
        ours.employer,
        ours.employee
    );
    println!(
        "the same total to the fen: employers {}, persons {}; our workbook has {} KiB",
        ours.employer.grouped(),
        ours.employee.grouped(),
        ours.workbook.len() / 1024
    );
    let ratio = cpu / measure.median().1.max(0.01);
    println!(
        "openpyxl with constants and no check: {seconds:.2} s, {cpu:.2} CPU-s, peak {peak:.0} MiB; ours is {ratio:.1} times as fast by CPU time"
    );
    Ok(())
}

fn assessed(bytes: &[u8], book: &policy::Book, month: Month) -> Result<Assessed> {
    let table = compile(book, month, TODAY).map_err(|unknown| anyhow!("{unknown:?}"))?;
    let retires = |born, sex| retires_in(book, born, sex);
    let how = Reading {
        retires: Some(&retires),
        ..Reading::on(TODAY)
    };
    let sheet = read_roster(bytes, &how).map_err(|why| anyhow!("{why:?}"))?;
    let employer = Employer {
        kind: EmployerKind::Enterprise,
        size: None,
        injury_class: Some(1),
    };
    let mut amounts = Vec::new();
    let people = sheet.lines.iter().map(|line| (line.category, line.wage));
    let totals = roster(&table, employer, people, |place, of_person| amounts.push((place, *of_person)));
    let head = BillHead {
        employer: "花名册".to_owned(),
        credit_code: String::new(),
        month,
        more: vec![],
        branches: Branch::ALL
            .into_iter()
            .filter(|branch| totals.bill.by_branch()[branch.index()] != Fen::ZERO)
            .map(|branch| BillBranch {
                index: branch.index(),
                name: branch.code().to_owned(),
            })
            .collect(),
    };
    let rows = amounts.iter().filter_map(|(place, of_person)| {
        let line = sheet.lines.get(*place)?;
        Some(BillRow {
            name: line.name.clone(),
            number: line.identity.number.clone(),
            category: Category::code(line.category).to_owned(),
            base: of_person.base,
            employer: of_person.employer,
            employee: Branch::ALL.map(|branch| of_person.line(branch).2),
        })
    });
    Ok(Assessed {
        workbook: bill_workbook(&head, rows)?,
        employer: totals.bill.employer_total(),
        employee: totals.bill.employee_total(),
        people: totals.bill.people,
    })
}

/// Wage in the sixth column; floor, ceiling and rates of Beijing in August 2026, an enterprise of industry class 1.
const PEER: &str = "
import sys, time, resource, openpyxl
from decimal import Decimal as D, ROUND_HALF_UP
cpu = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
fen = lambda x: x.quantize(D('0.01'), ROUND_HALF_UP)
t, c = time.time(), cpu()
sheet = openpyxl.load_workbook(sys.argv[1], read_only=True).active
book = openpyxl.Workbook(write_only=True)
out = book.create_sheet()
n, er, ee = 0, D(0), D(0)
for row in sheet.iter_rows(min_row=2, values_only=True):
    base = min(max(D(str(row[5])).quantize(D(1), ROUND_HALF_UP), D(7270)), D(36348))
    own = [fen(base * D(r)) for r in ('0.16', '0.098', '0.005', '0.002')]
    his = [fen(base * D('0.08')), fen(base * D('0.02')) + 3, fen(base * D('0.005')), D(0)]
    er += sum(own); ee += sum(his); n += 1
    out.append([row[1], row[2], row[4], *(x for p in zip([base] * 4, own, his) for x in p)])
book.save(sys.argv[2])
print(n, int(er * 100), int(ee * 100), time.time() - t, cpu() - c, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
";
