//! The routes of a back payment: where a month is filed, with which papers and forms, and where the routes part.

pub(crate) mod reading;

use units::{Date, Month};

use crate::coded::coded;
use crate::{Book, Certainty, Confidence, Unknown};

coded! {
    /// Who looks at a back payment before the counter does.
    Review {
        /// Nobody: straight to the appointment.
        None = 0, "none";
        /// The pension acceptance centre approves (审批).
        Approval = 1, "approval";
        /// Business verification (业务核查).
        Verification = 2, "verification";
    }
}

coded! {
    /// The seal that a paper or a form carries.
    Seal {
        /// None.
        None = 0, "none";
        /// The employer's official seal (公章).
        Official = 1, "official";
        /// Official and finance seal (公章和财务章).
        OfficialAndFinance = 2, "official_and_finance";
    }
}

coded! {
    /// How "more than five years" of an out-of-town person is read.
    NonlocalBy {
        /// The months that are asked for together.
        Length = 0, "length";
        /// How long ago each month lies.
        Age = 1, "age";
    }
}

/// One route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its code; the name is in `locales/back_payment.toml`.
    pub code: String,
    /// Who looks at it first.
    pub review: Review,
    /// Codes of the papers.
    pub papers: Vec<String>,
    /// Codes of the forms.
    pub forms: Vec<String>,
    /// Codes of the steps, in order.
    pub steps: Vec<String>,
    /// What stands behind it.
    pub certainty: Certainty,
    /// How sure it is; where the pack does not say, what stands behind it says so.
    pub confidence: Confidence,
    /// What is doubtful about it, in both languages.
    pub note: Option<String>,
    /// Keys of the sources.
    pub source: String,
}

/// One paper that a route asks for. None is asked for without a legal ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its code.
    pub code: String,
    /// How many copies.
    pub copies: u32,
    /// Which seal.
    pub seal: Seal,
    /// Why it may be asked for.
    pub law: String,
    /// What stands behind it.
    pub certainty: Certainty,
    /// How sure it is; where the pack does not say, what stands behind it says so.
    pub confidence: Confidence,
    /// What is doubtful about it, in both languages.
    pub note: Option<String>,
    /// Keys of the sources.
    pub source: String,
}

/// One form that is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteForm {
    /// Its code, the name of its template after `back_payment_`.
    pub code: String,
    /// How many copies.
    pub copies: u32,
    /// Which seal.
    pub seal: Seal,
    /// What stands behind it.
    pub certainty: Certainty,
    /// How sure it is; where the pack does not say, what stands behind it says so.
    pub confidence: Confidence,
    /// What is doubtful about it, in both languages.
    pub note: Option<String>,
    /// Keys of the sources.
    pub source: String,
}

/// All routes of an office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes {
    pub(crate) routes: Vec<Route>,
    pub(crate) papers: Vec<Paper>,
    pub(crate) forms: Vec<RouteForm>,
}

impl Routes {
    /// All of them, in the order of the pack.
    pub fn all(&self) -> &[Route] {
        &self.routes
    }

    /// A route by its code.
    pub fn get(&self, code: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.code == code)
    }

    /// A paper by its code.
    pub fn paper(&self, code: &str) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.code == code)
    }

    /// A form by its code.
    pub fn form(&self, code: &str) -> Option<&RouteForm> {
        self.forms.iter().find(|form| form.code == code)
    }

    /// The papers of a route.
    pub fn papers_of<'r>(&'r self, route: &'r Route) -> impl Iterator<Item = &'r Paper> {
        route.papers.iter().filter_map(|code| self.paper(code))
    }

    /// The forms of a route.
    pub fn forms_of<'r>(&'r self, route: &'r Route) -> impl Iterator<Item = &'r RouteForm> {
        route.forms.iter().filter_map(|code| self.form(code))
    }
}

/// Where the routes part, for what is filed in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackPaymentRules {
    /// Months up to the one of this day are approved.
    pub approval_until: Date,
    /// So many months before the month of filing are recent.
    pub recent_months: u32,
    /// More months than these of an out-of-town person are approved.
    pub nonlocal_over_months: u32,
    /// How they are counted.
    pub nonlocal_by: NonlocalBy,
    /// From so many months in total the document of a decision is asked for; `None` where nothing asks for it.
    pub document_from_months: Option<u32>,
    /// The first month in which there was anything to contribute to.
    pub scheme_from: Month,
    /// Months from this one on go through the tax authority; `None`: all start at the agencies.
    pub tax_authority_from: Option<Month>,
    /// Whether recent months can be paid wholly online.
    pub online: bool,
    /// Working days of an approval.
    pub approval_days: u32,
    /// Working days of a business verification.
    pub verification_days: u32,
    /// So many working days before the end it is warned.
    pub warned_before: u32,
}

impl BackPaymentRules {
    /// Working days that a review has; `None` where nobody reviews.
    pub fn days_of(&self, review: Review) -> Option<u32> {
        match review {
            Review::None => None,
            Review::Approval => Some(self.approval_days),
            Review::Verification => Some(self.verification_days),
        }
    }
}

impl Book {
    /// The first month in which foreign nationals are insured, for what is filed in a month; `None` where the pack does not say.
    ///
    /// # Errors
    /// The pack says that it is unknown.
    pub fn foreign_from(&self, filed: Month, known_on: Date) -> Result<Option<Month>, Unknown> {
        const FROM: &str = "back_payment.foreign_from";
        let is_there = self.ground_of(FROM, filed, known_on).is_some();
        is_there.then(|| self.day(FROM, filed, known_on).map(Month::of)).transpose()
    }

    /// Where the routes of a back payment part, for what is filed in a month.
    pub fn back_payment(&self, filed: Month, known_on: Date) -> Result<BackPaymentRules, Unknown> {
        let number = |what: &str| self.number(what, filed, known_on);
        let nonlocal_by = self.word("back_payment.nonlocal_by", filed, known_on)?;
        Ok(BackPaymentRules {
            approval_until: self.day("back_payment.approval_until", filed, known_on)?,
            recent_months: number("back_payment.recent_months")?,
            nonlocal_over_months: number("back_payment.nonlocal_over_months")?,
            nonlocal_by: NonlocalBy::from_code(nonlocal_by).ok_or_else(|| Unknown::new("back_payment.nonlocal_by", filed))?,
            document_from_months: number("back_payment.document_from_months").ok(),
            scheme_from: Month::of(self.day("back_payment.scheme_from", filed, known_on)?),
            tax_authority_from: self.day("back_payment.tax_authority_from", filed, known_on).ok().map(Month::of),
            online: self.word("back_payment.online", filed, known_on)? == "yes",
            approval_days: number("back_payment.approval_days")?,
            verification_days: number("back_payment.verification_days")?,
            warned_before: number("back_payment.warned_before")?,
        })
    }
}
