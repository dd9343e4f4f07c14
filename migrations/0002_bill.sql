-- The month: declarations, bills, and the sweeps over a region's employers that write them.

-- What was shown as the month when it was declared: 0 reopened, 1 by the clerk, 2 by default, 3 again after a change.
-- `version` is the employer's version whose roll it shows. `n` is the employer's event that wrote it; 0: a sweep did.
CREATE TABLE declaration (
  employer_id BIGINT NOT NULL,
  month BIGINT NOT NULL,
  version BIGINT NOT NULL,
  how BIGINT NOT NULL CHECK (how BETWEEN 0 AND 3),
  n BIGINT NOT NULL,
  people BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  on_date TEXT NOT NULL,
  PRIMARY KEY (employer_id, month, version, how)
);
-- append-only: declaration

-- One bill of an employer for a contribution month. Kind 0: made at the close; 10 k + 1: the k-th later bill, a difference
-- because a policy value became known late; 10 k + 2: the k-th, a correction. A later bill holds what changed since the one
-- before it, so that the bills of a month add up to what it asks for.
-- No line is stored: lines follow from the roll as known at `version` under the texts `pack` as known on `known_on`.
-- `surcharge_fen` is the part of the employer's sums that is asked for because bases are undeclared (110 %), no person's own.
-- `run_month` is the contribution month at whose close it was made; its debit days are that month's. `n` as above.
CREATE TABLE bill (
  employer_id BIGINT NOT NULL,
  month BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  n BIGINT NOT NULL,
  version BIGINT NOT NULL,
  pack TEXT NOT NULL,
  known_on TEXT NOT NULL,
  people BIGINT NOT NULL,
  er_pension BIGINT NOT NULL,
  er_medical BIGINT NOT NULL,
  er_unemployment BIGINT NOT NULL,
  er_employment_injury BIGINT NOT NULL,
  er_maternity BIGINT NOT NULL,
  ee_pension BIGINT NOT NULL,
  ee_medical BIGINT NOT NULL,
  ee_unemployment BIGINT NOT NULL,
  ee_employment_injury BIGINT NOT NULL,
  ee_maternity BIGINT NOT NULL,
  ee_fixed BIGINT NOT NULL,
  to_pension_account BIGINT NOT NULL,
  to_medical_account BIGINT NOT NULL,
  surcharge_fen BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  run_month BIGINT NOT NULL,
  cause TEXT CHECK (cause IN ('policy', 'late_reduction', 'bases_declared', 'month_declared')),
  waived_until TEXT,
  closed_on TEXT NOT NULL,
  PRIMARY KEY (employer_id, month, kind)
);
-- append-only: bill

-- Undeclared bases, for the close: few, and found without reading all bases.
CREATE INDEX base_assumed ON base (employer_id, person_id) WHERE origin = 3;

-- A sweep: one pass over all employers of a region for a contribution month. What: 1 declaration by default, 2 the close,
-- 3 differences of an earlier month (`for_month`). Two rows: stage 0 when it began, stage 1 when it was done; the second
-- holds the sums and the digest of its slices, so that the region's event proves every row that the sweep wrote.
CREATE TABLE sweep (
  region_id BIGINT NOT NULL,
  month BIGINT NOT NULL,
  what BIGINT NOT NULL CHECK (what BETWEEN 1 AND 3),
  for_month BIGINT NOT NULL,
  stage BIGINT NOT NULL CHECK (stage IN (0, 1)),
  n BIGINT NOT NULL,
  pack TEXT NOT NULL,
  known_on TEXT NOT NULL,
  on_date TEXT NOT NULL,
  employers BIGINT NOT NULL,
  people BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  digest BYTEA,
  PRIMARY KEY (region_id, month, what, for_month, stage)
);
-- append-only: sweep

-- A range of employers that a sweep has done, written with its rows in one transaction: where a restart goes on.
-- `digest` is the SHA-256 of the rows in the order of their keys.
CREATE TABLE sweep_slice (
  region_id BIGINT NOT NULL,
  month BIGINT NOT NULL,
  what BIGINT NOT NULL,
  for_month BIGINT NOT NULL,
  first_employer BIGINT NOT NULL,
  last_employer BIGINT NOT NULL,
  employers BIGINT NOT NULL,
  people BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  digest BYTEA NOT NULL,
  PRIMARY KEY (region_id, month, what, for_month, first_employer)
);
-- append-only: sweep_slice
