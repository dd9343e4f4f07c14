//! Back payments: asked for, prepared, decided, filed and paid, with all that belongs to a case.

mod case;
mod decided;
mod deeds;
mod prints;
mod request;
mod stick;

use axum::http::Method;
use procedures::Permission;

use crate::Doc;
use crate::route::Route;
use case::{CaseJson, CasesJson};
use decided::{DecidedListJson, FindingAsk, SampleJson};
use deeds::{AmountsAsk, DecisionAsk, DecisionsAsk, DecisionsJson, DeedAsk};
use request::{CheckedJson, OpenedJson, RequestAsk, WholeMonthAsk};
use stick::{StickAsk, StickJson};

use super::wire::AcceptedJson;

/// An officer's look at a paper, wherever it is opened.
pub(crate) use deeds::looked;
/// The lists and files of a case; its page hands out the same ones.
pub(crate) use prints::{file as declaration_file, form as list_pdf};

/// A workbook of persons, or a scanned paper.
const FILE_BYTES: usize = 9 << 20;

pub(crate) fn routes() -> Vec<Route> {
    let mut all = looked_at();
    all.extend(asked_for());
    all.extend(done());
    all.extend(sampled());
    all.extend(on_a_stick());
    all
}

fn looked_at() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/employers/{employer}/back-payments",
            Permission::ViewBackPayments,
            "The back payments of an employer, newest first.",
            Doc::new("back payments").answers::<CasesJson>(200),
            case::list,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/back-payments/{case}",
            Permission::ViewBackPayments,
            "One back payment: lines, papers with their legal grounds, steps, clock, amounts to today or as filed.",
            Doc::new("back payments").answers::<CaseJson>(200),
            case::one,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/back-payments/{case}/forms/{form}",
            Permission::ViewBackPayments,
            "A printed list of a back payment as PDF: detail_list, medical_list, summary. Its total is the case's.",
            Doc::new("back payments").answers_file(),
            prints::form,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/back-payments/{case}/files/{file}",
            Permission::ViewBackPayments,
            "A declaration file of a back payment, one for each branch group, or the manifest that names them by their SHA-256; for who acts for the employer.",
            Doc::new("back payments").answers_file(),
            prints::file,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/back-payments/{case}/papers/{paper}",
            Permission::ViewBackPayments,
            "The file of a paper, as it was sent.",
            Doc::new("back payments").answers_file(),
            deeds::paper_sent,
        ),
        Route::api(
            Method::GET,
            "/api/back-payments",
            Permission::QueueBackPayments,
            "A desk's queue: cases of a kind in a state, the earliest legal day first.",
            Doc::new("back payments")
                .query("kind", "Such as business_verification.")
                .query("state", "Such as in_review.")
                .answers::<CasesJson>(200),
            case::queued,
        ),
    ]
}

fn asked_for() -> Vec<Route> {
    let file = Permission::FileBackPayment;
    vec![
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments/check",
            file,
            "Which way each line goes, with papers and forms, or why it is refused; files nothing.",
            Doc::new("back payments").takes::<RequestAsk>().answers::<CheckedJson>(200),
            request::check,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments",
            file,
            "Asks for a back payment: one case for each way its months go.",
            Doc::new("back payments").asks::<RequestAsk>().answers::<OpenedJson>(201),
            request::open,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments/whole-month",
            file,
            "Asks for the back payment of the employer's whole month, the oldest that is owed.",
            Doc::new("back payments").asks::<WholeMonthAsk>().answers::<OpenedJson>(201),
            request::open_month,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments/workbook/check",
            file,
            "Gives a workbook of persons back with the answer beside each row; files nothing.",
            Doc::new("back payments").takes_file("A workbook or CSV.").answers_file(),
            request::check_workbook,
        )
        .body_at_most(FILE_BYTES),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments/workbook",
            file,
            "Files the clean rows of a workbook; with all=yes nothing where a row is refused.",
            Doc::new("back payments")
                .query("all", "yes: all rows or none.")
                .asks_file("A workbook or CSV.")
                .answers::<OpenedJson>(201),
            request::open_workbook,
        )
        .body_at_most(FILE_BYTES),
    ]
}

fn on_a_stick() -> Vec<Route> {
    vec![
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments/{case}/stick",
            Permission::AcceptBackPayment,
            "Holds declaration files line by line against the case; a file of which a byte was changed is refused. Changes nothing.",
            Doc::new("back payments").takes::<StickAsk>().answers::<StickJson>(200),
            stick::compare,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments/from-files",
            Permission::FileBackPayment,
            "Opens what declaration files ask for as the same cases as by a request; whoever reads them in is who filed them.",
            Doc::new("back payments").asks::<StickAsk>().answers::<OpenedJson>(201),
            stick::open,
        ),
    ]
}

fn sampled() -> Vec<Route> {
    let desk = Permission::SampleDecisions;
    vec![
        Route::api(
            Method::GET,
            "/api/desks/{desk}/decided",
            desk,
            "What the own desk decided, the latest first: pension-approval, verification, acceptance.",
            Doc::new("back payments")
                .query("page", "Fifty a page, from 1; all: at most 2,000.")
                .answers::<DecidedListJson>(200),
            decided::list,
        ),
        Route::api(
            Method::GET,
            "/api/desks/{desk}/sample",
            desk,
            "Decisions of the own desk that were drawn for a second look, with the lots that drew them.",
            Doc::new("back payments").answers::<SampleJson>(200),
            decided::sample,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments/{case}/sample",
            desk,
            "What a second look at a drawn decision found. Never by whoever had a hand in the case, and never twice.",
            Doc::new("back payments").asks::<FindingAsk>().answers::<AcceptedJson>(201),
            decided::finding,
        ),
    ]
}

fn done() -> Vec<Route> {
    vec![
        Route::api(
            Method::PUT,
            "/api/employers/{employer}/back-payments/{case}/papers/{paper}",
            Permission::FileBackPayment,
            "Takes a scanned paper in, by its code; an earlier file of it stays in the history.",
            Doc::new("back payments")
                .query("name", "The name of the file, as officers see it.")
                .asks_file("PDF, OFD, PNG or JPEG, at most 8 MB.")
                .answers::<AcceptedJson>(201),
            deeds::paper,
        )
        .body_at_most(FILE_BYTES),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments/{case}/deeds",
            Permission::FileBackPayment,
            "What the employer does: tick, untick, submit, answer, mend, withdraw, file_online, file_again.",
            Doc::new("back payments").asks::<DeedAsk>().answers::<AcceptedJson>(201),
            deeds::deed,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments/{case}/decisions",
            Permission::QueueBackPayments,
            "What an officer does: check, confirm, disagree, ask, return, refuse, accept, see_original. Never who filed it.",
            Doc::new("back payments").asks::<DecisionAsk>().answers::<AcceptedJson>(201),
            deeds::decision,
        ),
        Route::api(
            Method::POST,
            "/api/back-payments/decisions",
            Permission::QueueBackPayments,
            "Decides many cases alike; one that is refused stops none of the others.",
            Doc::new("back payments").asks::<DecisionsAsk>().answers::<DecisionsJson>(200),
            deeds::decisions,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/back-payments/{case}/amounts",
            Permission::QueueBackPayments,
            "Enters approved amounts with their ground, every branch of months that are not computed here; a later entry follows an earlier one.",
            Doc::new("back payments").asks::<AmountsAsk>().answers::<AcceptedJson>(201),
            deeds::amounts,
        ),
    ]
}
