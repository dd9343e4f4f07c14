//! The commands that need a database.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// On which database, of which region: the same words for every command that needs one.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// sqlite:FILE or postgres://…
    #[arg(long, env = "SHEBAO_DATABASE", hide_env_values = true)]
    pub database: String,
    /// Pack of the region, such as cn/beijing: said with the first command on a new database, read from the database after that
    #[arg(id = "agency_region", long = "region", value_name = "REGION", env = "SHEBAO_REGION")]
    pub region: Option<String>,
}

/// `shebao demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Folder of the database (default: a folder of its own among the temporary files)
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// How many people the city has
    #[arg(long, default_value_t = 3_000)]
    pub people: u64,
    /// The first business day
    #[arg(long, default_value = "2026-09-07")]
    pub date: String,
}

/// `shebao serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// The database
    #[command(flatten)]
    pub place: Place,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080", env = "SHEBAO_LISTEN")]
    pub listen: String,
    /// Connections on PostgreSQL
    #[arg(long, default_value_t = 8)]
    pub connections: usize,
    /// People reach us by HTTPS, through a gateway in front
    #[arg(long)]
    pub https: bool,
    /// Serve HTTPS: PEM file of the certificate and its chain
    #[arg(long, requires = "tls_key", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// PEM file of the certificate's key
    #[arg(long, requires = "tls_cert", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
}

/// `shebao close-month`
#[derive(Debug, Args)]
pub struct CloseMonth {
    /// The database
    #[command(flatten)]
    pub place: Place,
    /// Contribution month, YYYY-MM
    #[arg(long)]
    pub month: String,
    /// Connections on PostgreSQL
    #[arg(long, default_value_t = 8)]
    pub connections: usize,
}

/// `shebao debit`
#[derive(Debug, Subcommand)]
pub enum Debit {
    /// Writes the latest complete batch for the bank
    Export {
        /// Today's back payments filed online that are in no file yet, instead of the batch of a month
        #[arg(long)]
        online: bool,
        /// The database
        #[command(flatten)]
        place: Place,
        /// The file: .xml is pain.008, .csv is our CSV
        file: PathBuf,
    },
    /// Reads the bank's answers: pain.002, camt.054 or CSV
    Import {
        /// The database
        #[command(flatten)]
        place: Place,
        /// The file
        file: PathBuf,
    },
}

/// `shebao check`
#[derive(Debug, Args)]
pub struct Check {
    /// The database
    #[command(flatten)]
    pub place: Place,
    /// Write projections that differ from the facts again first
    #[arg(long)]
    pub rebuild: bool,
}

/// `shebao audit`
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Recompute every hash and every effect
    Verify {
        /// The database
        #[command(flatten)]
        place: Place,
    },
}

/// `shebao backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// sqlite:FILE
    #[arg(long, env = "SHEBAO_DATABASE")]
    pub database: String,
    /// The copy
    pub file: PathBuf,
}

/// `shebao login`
#[derive(Debug, Subcommand)]
pub enum Login {
    /// Adds a login; the password is read from standard input, the secret of the second factor is printed once
    Add {
        /// The database
        #[command(flatten)]
        place: Place,
        /// What is typed at the sign-in
        #[arg(long)]
        handle: String,
        /// Name as shown on receipts
        #[arg(long)]
        name: String,
        /// In which capacity: one of the codes that `login add --help` lists
        #[arg(long, help = crate::online::login::roles())]
        role: String,
        /// Unified social credit code of the employer, for a clerk or an agent
        #[arg(long)]
        employer: Option<String>,
        /// Identity number, for an insured person
        #[arg(long)]
        person: Option<String>,
        /// Replaces the login that has this handle: name, password, second factor and rights
        #[arg(long)]
        replace: bool,
    },
}
