//! The command line as typed. Values are texts here; commands read them, so that a wrong one is answered in the reader's language.

mod online;

pub use online::{Audit, Backup, Check, CloseMonth, Debit, Demo, Login, Place, Serve};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Social-insurance contributions: reckon, serve, demonstrate.
#[derive(Debug, Parser)]
#[command(name = "shebao", version, disable_help_subcommand = true)]
pub struct CommandLine {
    /// Language of the answer: zh or en (default: by LANG, else zh)
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<String>,
    /// One JSON object on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Read the policy packs from this folder in place of the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    pub policy: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What one person, or a whole roster, owes for a month
    Assess(Assess),
    /// The late fee of a service month to a day
    LateFee(LateFee),
    /// Which way a back payment goes, with which papers
    Route(Route),
    /// What a person's months mean for a goal, and what can be made up
    Gaps(Gaps),
    /// Individual accounts
    #[command(subcommand)]
    Account(Account),
    /// Check identity numbers and unified social credit codes
    #[command(subcommand)]
    Id(Id),
    /// Working days on the State Council calendar
    #[command(subcommand)]
    Workdays(Workdays),
    /// The month of statutory retirement
    Retire(Retire),
    /// The policy packs: list, show, test, diff
    #[command(subcommand)]
    Policy(Policy),
    /// A roster workbook to fill in
    #[command(subcommand)]
    Roster(Roster),
    /// A whole synthetic city in an embedded database, portal open
    Demo(Demo),
    /// The service on a database
    Serve(Serve),
    /// People who may sign in
    #[command(subcommand)]
    Login(Login),
    /// Close a month: one bill for each employer
    CloseMonth(CloseMonth),
    /// Debit batches out, bank results in
    #[command(subcommand)]
    Debit(Debit),
    /// Examine every invariant; works beside a running server
    Check(Check),
    /// The audit chain
    #[command(subcommand)]
    Audit(Audit),
    /// Copy a served SQLite database
    Backup(Backup),
    /// All commands, grouped by what you want to do
    Help,
}

/// `shebao assess`
#[derive(Debug, Args)]
pub struct Assess {
    /// Pack of the region, such as cn/beijing
    #[arg(long, default_value = "cn/beijing")]
    pub region: String,
    /// Contribution month, YYYY-MM
    #[arg(long)]
    pub month: String,
    /// Monthly wage in yuan; of a flexible worker the chosen base
    #[arg(long, allow_hyphen_values = true, conflicts_with = "roster")]
    pub wage: Option<String>,
    /// Category of the person
    #[arg(long, conflicts_with = "roster")]
    pub category: Option<String>,
    /// enterprise or institution
    #[arg(long, default_value = "enterprise")]
    pub employer_kind: String,
    /// micro, small, medium or large
    #[arg(long)]
    pub employer_size: Option<String>,
    /// Industry class of employment injury, 1 to 8
    #[arg(long)]
    pub injury_class: Option<String>,
    /// The day on which the policy was known, YYYY-MM-DD (default: today)
    #[arg(long)]
    pub known_on: Option<String>,
    /// Show how each amount came about
    #[arg(long)]
    pub why: bool,
    /// An employer's own figures, .xlsx or .csv: a row per person with a column per branch and side, or a row per person and branch;
    /// shows where they part from ours, and by which rule
    #[arg(long, value_name = "MINE")]
    pub against: Option<PathBuf>,
    /// Write a workbook with each person's amounts; beside --against, with every difference
    #[arg(long, value_name = "FILE.xlsx")]
    pub out: Option<PathBuf>,
    /// A roster: .xlsx or .csv
    pub roster: Option<PathBuf>,
}

/// `shebao route`
#[derive(Debug, Args)]
pub struct Route {
    /// Pack of the region, such as cn/beijing/chaoyang
    #[arg(long, default_value = "cn/beijing/chaoyang")]
    pub region: String,
    /// Months, YYYY-MM..YYYY-MM; several spans with a comma between them
    #[arg(long)]
    pub months: String,
    /// Payer category, such as local_urban
    #[arg(long)]
    pub category: String,
    /// Day of filing, YYYY-MM-DD (default: today)
    #[arg(long)]
    pub on: Option<String>,
    /// The day on which the policy was known (default: today)
    #[arg(long)]
    pub known_on: Option<String>,
    /// Show what each way rests on, down to the row of the pack and its source
    #[arg(long)]
    pub why: bool,
}

/// `shebao late-fee`
#[derive(Debug, Args)]
pub struct LateFee {
    /// Pack of the region
    #[arg(long, default_value = "cn/beijing")]
    pub region: String,
    /// Service month, YYYY-MM
    #[arg(long)]
    pub month: String,
    /// Principal in yuan: all branches, both sides
    #[arg(long, allow_hyphen_values = true)]
    pub amount: String,
    /// The day of payment or successful declaration, YYYY-MM-DD
    #[arg(long)]
    pub declared: String,
    /// The measure that put the amount off by approval, such as industries_2022: the fee counts from its day
    #[arg(long, value_name = "MEASURE")]
    pub deferral: Option<String>,
    /// The one branch that the amount is of (default: all of the month)
    #[arg(long)]
    pub branch: Option<String>,
    /// The day on which the policy was known (default: today)
    #[arg(long)]
    pub known_on: Option<String>,
    /// Show each step down to the row of the pack and its source
    #[arg(long)]
    pub why: bool,
}

/// `shebao gaps`
#[derive(Debug, Args)]
pub struct Gaps {
    /// Pack of the region
    #[arg(long, default_value = "cn/beijing")]
    pub region: String,
    /// retirement, points_settlement, home_purchase, car_quota, maternity_allowance, unemployment_benefit or retiree_medical
    #[arg(long)]
    pub goal: String,
    /// Which case of the goal, such as inside_fifth_ring (default: the one that asks for most)
    #[arg(long)]
    pub case: Option<String>,
    /// The day of application or of the birth, YYYY-MM-DD
    #[arg(long)]
    pub on: String,
    /// The day on which the policy was known (default: today)
    #[arg(long)]
    pub known_on: Option<String>,
    /// Month of birth, YYYY-MM: for the least months by the year of retirement
    #[arg(long)]
    pub born: Option<String>,
    /// man, woman55 or woman50
    #[arg(long)]
    pub group: Option<String>,
    /// Monthly wage in yuan: what the missing months cost
    #[arg(long, allow_hyphen_values = true)]
    pub wage: Option<String>,
    /// Category of the person (default: local_urban)
    #[arg(long)]
    pub category: Option<String>,
    /// enterprise or institution
    #[arg(long, default_value = "enterprise")]
    pub employer_kind: String,
    /// micro, small, medium or large
    #[arg(long)]
    pub employer_size: Option<String>,
    /// Industry class of employment injury, 1 to 8
    #[arg(long)]
    pub injury_class: Option<String>,
    /// Show how the answer came about
    #[arg(long)]
    pub why: bool,
    /// The person's months: branch, month, standing; .csv or .xlsx
    pub record: PathBuf,
}

/// `shebao account`
#[derive(Debug, Subcommand)]
pub enum Account {
    /// What a year of an individual account earns
    Settle(Settle),
}

/// `shebao account settle`
#[derive(Debug, Args)]
pub struct Settle {
    /// Pack of the region
    #[arg(long, default_value = "cn/beijing")]
    pub region: String,
    /// The calendar year
    #[arg(long)]
    pub year: u32,
    /// The balance carried in, yuan
    #[arg(long, allow_hyphen_values = true)]
    pub opening: String,
    /// A month's credit, MM=AMOUNT; repeated
    #[arg(long, value_name = "MM=AMOUNT", allow_hyphen_values = true)]
    pub credit: Vec<String>,
    /// monthly_product or annual (default: as the pack says)
    #[arg(long)]
    pub method: Option<String>,
    /// enterprise or institution
    #[arg(long, default_value = "enterprise")]
    pub employer_kind: String,
    /// The day on which the policy was known (default: today)
    #[arg(long)]
    pub known_on: Option<String>,
    /// Show how the interest came about
    #[arg(long)]
    pub why: bool,
}

/// `shebao id`
#[derive(Debug, Subcommand)]
pub enum Id {
    /// Check one identifier or more
    Check {
        /// Identity numbers or unified social credit codes
        #[arg(required = true)]
        values: Vec<String>,
        /// The day on which the divisions were known (default: today)
        #[arg(long)]
        known_on: Option<String>,
        /// Show what each verdict rests on
        #[arg(long)]
        why: bool,
    },
}

/// `shebao workdays`
#[derive(Clone, Debug, Subcommand)]
pub enum Workdays {
    /// The N-th working day after a day
    Add {
        /// YYYY-MM-DD, itself not counted
        date: String,
        /// How many
        #[arg(allow_negative_numbers = true)]
        n: String,
        /// The day on which the calendar was known (default: today)
        #[arg(long)]
        known_on: Option<String>,
        /// Show the years of the calendar that it rests on
        #[arg(long)]
        why: bool,
    },
    /// Working days from one day to another, both included
    Count {
        /// YYYY-MM-DD
        from: String,
        /// YYYY-MM-DD
        to: String,
        /// The day on which the calendar was known (default: today)
        #[arg(long)]
        known_on: Option<String>,
        /// Show the years of the calendar that it rests on
        #[arg(long)]
        why: bool,
    },
}

/// `shebao retire`
#[derive(Debug, Args)]
pub struct Retire {
    /// Month of birth, YYYY-MM
    #[arg(long)]
    pub born: String,
    /// man, woman55 or woman50
    #[arg(long)]
    pub group: String,
    /// The day on which the policy was known (default: today)
    #[arg(long)]
    pub known_on: Option<String>,
    /// Show how the month came about
    #[arg(long)]
    pub why: bool,
}

/// `shebao policy`
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// The regions that have a pack
    List {
        /// Count what was known on this day (default: today)
        #[arg(long)]
        known_on: Option<String>,
    },
    /// Every parameter of a month with its source
    Show(ShowPolicy),
    /// Run the worked examples of one region, or of all
    Test {
        /// Pack of the region
        region: Option<String>,
        /// Change every figure of the packs once and list those that no example notices
        #[arg(long)]
        coverage: bool,
        /// Ask examples that name no day as known on this one (default: as everything is known)
        #[arg(long)]
        known_on: Option<String>,
    },
    /// The rows that differ between two packs, two months, or two days of knowledge
    Diff(DiffPolicy),
}

/// `shebao policy show`
#[derive(Debug, Args)]
pub struct ShowPolicy {
    /// Pack of the region
    pub region: String,
    /// Contribution month, YYYY-MM
    #[arg(long)]
    pub month: String,
    /// The day on which the policy was known (default: today)
    #[arg(long)]
    pub known_on: Option<String>,
    /// Only parameters whose key begins so, such as pension or medical.floor
    #[arg(long)]
    pub parameter: Option<String>,
    /// Every row, of all months
    #[arg(long)]
    pub history: bool,
}

/// `shebao policy diff`
#[derive(Debug, Args)]
pub struct DiffPolicy {
    /// A pack (cn/beijing), a month (2019-04) or a day of knowledge (2025-09-17)
    pub a: String,
    /// What it is compared with
    pub b: String,
    /// The pack, where months or days are compared
    #[arg(long, default_value = "cn/beijing")]
    pub region: String,
    /// The contribution month, where packs or days are compared (default: this month)
    #[arg(long)]
    pub month: Option<String>,
    /// The day on which the policy was known, where packs or months are compared (default: today)
    #[arg(long)]
    pub known_on: Option<String>,
}

/// `shebao roster`
#[derive(Debug, Subcommand)]
pub enum Roster {
    /// Write an empty roster workbook
    Template {
        /// Where to write it
        #[arg(default_value = "roster.xlsx")]
        file: PathBuf,
    },
}
