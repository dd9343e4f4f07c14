//! The commands that need a database.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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
    /// sqlite:FILE or postgres://…
    #[arg(long, env = "SHEBAO_DATABASE")]
    pub database: String,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080", env = "SHEBAO_LISTEN")]
    pub listen: String,
    /// Pack of the region
    #[arg(long, default_value = "cn/example", env = "SHEBAO_REGION")]
    pub region: String,
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
    /// sqlite:FILE or postgres://…
    #[arg(long)]
    pub database: String,
    /// Pack of the region
    #[arg(long, default_value = "cn/example")]
    pub region: String,
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
        /// sqlite:FILE or postgres://…
        #[arg(long)]
        database: String,
        /// Pack of the region
        #[arg(long, default_value = "cn/example")]
        region: String,
        /// The file: .xml is pain.008, .csv is our CSV
        file: PathBuf,
    },
    /// Reads the bank's answers: pain.002, camt.054 or CSV
    Import {
        /// sqlite:FILE or postgres://…
        #[arg(long)]
        database: String,
        /// Pack of the region
        #[arg(long, default_value = "cn/example")]
        region: String,
        /// The file
        file: PathBuf,
    },
}

/// `shebao check`
#[derive(Debug, Args)]
pub struct Check {
    /// sqlite:FILE or postgres://…
    #[arg(long)]
    pub database: String,
    /// Pack of the region
    #[arg(long, default_value = "cn/example")]
    pub region: String,
    /// Write projections that differ from the facts again first
    #[arg(long)]
    pub rebuild: bool,
}

/// `shebao audit`
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Recompute every hash and every effect
    Verify {
        /// sqlite:FILE or postgres://…
        #[arg(long)]
        database: String,
        /// Pack of the region
        #[arg(long, default_value = "cn/example")]
        region: String,
    },
}

/// `shebao backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// sqlite:FILE
    #[arg(long)]
    pub database: String,
    /// The copy
    pub file: PathBuf,
}

/// `shebao login`
#[derive(Debug, Subcommand)]
pub enum Login {
    /// Adds a login; the password is read from standard input, the secret of the second factor is printed once
    Add {
        /// sqlite:FILE or postgres://…
        #[arg(long)]
        database: String,
        /// Pack of the region
        #[arg(long, default_value = "cn/example")]
        region: String,
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
    },
}
