//! An agency to try things on: its own database, a clock and a random source that are counted, the example's rules.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::ids::{EmployerId, LoginId};
use domain::registry::{Collection, Employer};
use policy::{Book, EmployerKind, EmployerSize, Packs};
use procedures::change_mandate::{NewAccount, change_mandate};
use procedures::demo_bank::{self, Order};
use procedures::lists::{file_upload, keep_upload};
use procedures::register_employer::register_employer;
use procedures::turn_day::turn_day;
use procedures::{Agency, Caller, Clock, Grant, Key, Role, Setting};
use store::Trouble;
use store::scratch::Scratch;
use store::upload::ListKind;
use units::Date;

/// The employer's name.
pub const NAME: &str = "北京云雀示例科技有限公司";

/// An agency on an empty database, with one employer and its clerk.
pub struct Rig {
    pub agency: Agency,
    pub employer: EmployerId,
    pub clerk: Caller,
    pub is_lite: bool,
    keys: AtomicU64,
    _scratch: Scratch,
}

impl Rig {
    pub fn on(scratch: Scratch, region: &str, today: Date) -> Rig {
        Rig::under(scratch, Packs::embedded().book(region).expect("the pack is sound"), today)
    }

    /// As [`Rig::on`], under other rules.
    pub fn under(scratch: Scratch, book: Book, today: Date) -> Rig {
        let instant = Arc::new(AtomicI64::new(1_788_710_400_000));
        let random = AtomicU64::new(1);
        let agency = Agency::new(Setting {
            db: scratch.db.clone(),
            book,
            clock: Clock::Stored,
            instant: Box::new(move || instant.fetch_add(7, Ordering::Relaxed)),
            random: Box::new(move |bytes| {
                bytes.fill_with(|| (random.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9) >> 5) as u8)
            }),
            receipt_secret: b"a secret for tests".to_vec(),
        });
        agency.found(Some(today)).expect("founded");
        let employer = EmployerId(agency.id());
        let rig = Rig {
            clerk: clerk_of(employer),
            agency,
            employer,
            keys: AtomicU64::new(0),
            is_lite: scratch.url == ":memory:",
            _scratch: scratch,
        };
        rig.register(employer, NAME, 1);
        rig
    }

    /// One rig on each database that can be had here.
    pub fn each(region: &str, today: Date) -> Vec<Rig> {
        let scratches = Scratch::each(&mut std::io::stderr()).expect("scratch databases");
        scratches.into_iter().map(|scratch| Rig::on(scratch, region, today)).collect()
    }

    pub fn lite(region: &str, today: Date) -> Rig {
        Rig::on(Scratch::lite().expect("in memory"), region, today)
    }

    pub fn register(&self, id: EmployerId, name: &str, number: u64) {
        let new = Employer {
            id,
            credit_code: procedures::city::credit_code(number),
            name: name.to_owned(),
            kind: EmployerKind::Enterprise,
            size: EmployerSize::Small,
            injury_class: 1,
            district: "110105".to_owned(),
            collection: Collection::Debit,
        };
        let key = self.key("register");
        self.agency
            .write(&Caller::system(), move |desk| register_employer(desk, &key, &new))
            .expect("registered");
    }

    /// A key never used before, for an ask called `ask`.
    pub fn key(&self, ask: &str) -> Key {
        Key::new(format!("{ask}-{}", self.keys.fetch_add(1, Ordering::Relaxed)), ask.as_bytes())
    }

    /// Lets days pass until `day`, each with all that happens by itself.
    pub fn pass_until(&self, day: Date) {
        let turned = |day| {
            let steps = turn_day(&self.agency, day).expect("turned");
            let refused = steps.into_iter().find(|step| step.done.is_err());
            assert!(refused.is_none(), "{day}: {refused:?}");
        };
        let mut today = self.agency.read(&Caller::system(), |desk| Ok(desk.today)).expect("a day");
        while today < day {
            today = today.tomorrow().expect("a day");
            turned(today);
        }
    }

    /// Gives the employer an account for its debits.
    pub fn give_account(&self) {
        let (employer, key) = (self.employer, self.key("account"));
        let asked = NewAccount {
            bank: "示例银行".into(),
            bank_code: "102100099996".into(),
            account_name: NAME.into(),
            account_number: "6222000011111234".into(),
            from: None,
        };
        self.agency
            .write(&self.clerk, move |desk| change_mandate(desk, &key, employer, &asked).map(|_| ()))
            .expect("an account");
    }

    /// Orders that the bank answers the employer's next debits with too little balance.
    pub fn bank_will_bounce(&self, times: i64) {
        let employer = self.employer;
        self.agency
            .write(&self.clerk, move |desk| {
                demo_bank::order(desk, employer, Order::InsufficientBalance, times)
            })
            .expect("ordered");
    }

    /// The hash over all that the database holds.
    pub fn state(&self) -> String {
        self.agency
            .db()
            .read(|tx| -> Result<String, Trouble> { store::state::hash(tx) })
            .expect("hashed")
    }

    /// What does not hold, a line each with the invariant's name before it.
    pub fn broken(&self) -> Vec<String> {
        let checks = procedures::check::check(&self.agency).expect("checked");
        let lines = checks
            .into_iter()
            .map(|check| check.broken.into_iter().map(move |line| format!("{}: {line}", check.name)));
        lines.flatten().collect()
    }

    /// Hands in one of the published files.
    pub fn keep(&self, kind: ListKind, name: &str) -> i64 {
        self.keep_bytes(kind, name, &fixture(name))
    }

    /// Hands in a file.
    pub fn keep_bytes(&self, kind: ListKind, name: &str, bytes: &[u8]) -> i64 {
        let (employer, name, bytes) = (self.employer, name.to_owned(), bytes.to_vec());
        self.agency
            .write(&self.clerk, move |desk| keep_upload(desk, employer, kind, &name, bytes.clone()))
            .expect("kept")
    }

    /// Loads the clean roster as the existing roll.
    pub fn load_clean_roster(&self) {
        let id = self.keep(ListKind::Roster, "roster-clean.xlsx");
        let rule = procedures::enrol_staff::Rule::AllOrNothing;
        file_upload(&self.agency, &self.clerk, &self.key("roster"), self.employer, id, rule).expect("the clean roster is filed");
    }
}

/// Somebody who serves all employers in this role.
pub fn officer(role: Role) -> Caller {
    Caller {
        login: LoginId(88),
        name: "谷小雪".to_owned(),
        grants: vec![Grant {
            role,
            employer: None,
            person: None,
        }],
    }
}

pub fn clerk_of(employer: EmployerId) -> Caller {
    Caller {
        login: LoginId(77),
        name: "许立夏".to_owned(),
        grants: vec![Grant {
            role: Role::Clerk,
            employer: Some(employer),
            person: None,
        }],
    }
}

pub fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../documents/tests/fixtures")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
