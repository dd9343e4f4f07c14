//! Printed forms, each a document of its own with its own number, employer and names: pages a second on one core.
//!
//! usage: bench-forms [FORMS] [TEMPLATE…]      (200, every template)

#[path = "../../close/src/machine.rs"]
mod machine;

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let forms: u32 = arguments.next().map_or(Ok(200), |n| n.parse()).context("how many forms?")?;
    let mut asked: Vec<String> = arguments.collect();
    if asked.is_empty() {
        asked = forms::templates().map(str::to_owned).collect();
    }
    println!("{}; {forms} forms of each template, one thread", machine::words());
    let (mut pages, mut spent) = (0, 0.0);
    for template in asked {
        let (of_template, cpu) = set(&template, forms)?;
        pages += of_template;
        spent += cpu;
    }
    println!("all: {:.0} pages a CPU-second", f64::from(pages) / spent);
    println!("measured apart, one page of a twelve-line table: ReportLab 290, Typst 14 as a document each and 114 as one document");
    Ok(())
}

fn set(template: &str, times: u32) -> Result<(u32, f64)> {
    let text = forms::example(template).with_context(|| format!("no template {template}"))?;
    let mut values: Value = serde_json::from_str(text)?;
    let first = forms::render(template, &vary(&mut values, 0))?;
    let (mut pages, mut bytes) = (0, 0);
    machine::forget_peak();
    let (begun, spent) = (Instant::now(), machine::cpu_seconds());
    for i in 1..=times {
        let pdf = forms::render(template, &vary(&mut values, i))?;
        pages += pages_of(&pdf);
        bytes += pdf.len();
    }
    let (seconds, cpu) = (begun.elapsed().as_secs_f64(), machine::cpu_seconds() - spent);
    ensure!(
        first == forms::render(template, &vary(&mut values, 0))?,
        "{template}: not the same bytes again"
    );
    println!(
        "{template}: {pages} pages in {seconds:.2} s, {cpu:.2} CPU-s: {:.0} pages a CPU-second, {} kB a form, peak {} MiB; the same bytes again",
        f64::from(pages) / cpu,
        bytes / 1_000 / times.max(1) as usize,
        machine::peak_mib()
    );
    Ok((pages, cpu))
}

/// Another number, employer and names.
fn vary(values: &mut Value, i: u32) -> Value {
    values["number"] = Value::from(format!("N-{i:09}"));
    if let Some(name) = values.pointer_mut("/employer/name") {
        *name = Value::from(format!("北京第{i}号有限公司"));
    }
    for line in values.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten() {
        if line.get("name").is_some() {
            line["name"] = Value::from(format!("王{}", char::from_u32(0x4E00 + i % 2_000).unwrap_or('一')));
        }
    }
    values.clone()
}

fn pages_of(pdf: &[u8]) -> u32 {
    let mark = b"/Type/Page\n".len();
    let is_page = |at: &[u8]| at.starts_with(b"/Type/Page") && !at.starts_with(b"/Type/Pages");
    pdf.windows(mark).filter(|at| is_page(at)).count() as u32
}
