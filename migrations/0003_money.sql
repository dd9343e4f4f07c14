-- Money: what was asked of the bank, what the bank answered, what came by itself, and where every fen went.
-- `kind` beside a month is the kind of bill as in table bill. A subject is an employer, or the region for money without an owner.

-- A run of debits for the bills of a run month. Two rows: stage 0 when it began, stage 1 when every due bill is in it.
CREATE TABLE debit_batch (
  region_id BIGINT NOT NULL,
  batch_id BIGINT NOT NULL,
  stage BIGINT NOT NULL CHECK (stage IN (0, 1)),
  n BIGINT NOT NULL,
  run_month BIGINT NOT NULL,
  attempt BIGINT NOT NULL CHECK (attempt IN (1, 2)),
  collect_on TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  bills BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  PRIMARY KEY (region_id, batch_id, stage)
);
CREATE UNIQUE INDEX debit_batch_run ON debit_batch (region_id, run_month, attempt, stage);
-- append-only: debit_batch

-- One instruction to the bank, on the account that was in force when it was announced.
CREATE TABLE debit (
  employer_id BIGINT NOT NULL,
  month BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  attempt BIGINT NOT NULL CHECK (attempt IN (1, 2)),
  n BIGINT NOT NULL,
  batch_id BIGINT NOT NULL,
  transfer_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  collect_on TEXT NOT NULL,
  mandate TEXT NOT NULL,
  mandate_from TEXT NOT NULL,
  bank TEXT NOT NULL,
  bank_code TEXT NOT NULL,
  account_name TEXT NOT NULL,
  account_number TEXT NOT NULL,
  PRIMARY KEY (employer_id, month, kind, attempt)
);
CREATE INDEX debit_of_batch ON debit (batch_id, employer_id, month, kind);
CREATE INDEX debit_of_transfer ON debit (employer_id, transfer_id);
-- append-only: debit

-- What the bank answered: once an instruction. The line of the file is the key of its event.
CREATE TABLE debit_answer (
  employer_id BIGINT NOT NULL,
  transfer_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  file_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('paid', 'bounced')),
  cause TEXT,
  bank_says TEXT,
  short_fen BIGINT,
  value_date TEXT NOT NULL,
  PRIMARY KEY (employer_id, transfer_id)
);
-- append-only: debit_answer

-- A file of the bank, accepted whole. The same bytes are the same file whoever sends them. Two rows: stage 0 when it was
-- accepted, stage 1 when every line of it is booked.
CREATE TABLE bank_file (
  region_id BIGINT NOT NULL,
  file_id BIGINT NOT NULL,
  stage BIGINT NOT NULL CHECK (stage IN (0, 1)),
  n BIGINT NOT NULL,
  form TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  message TEXT,
  batch_id BIGINT,
  lines BIGINT NOT NULL,
  paid BIGINT NOT NULL,
  paid_fen BIGINT NOT NULL,
  bounced BIGINT NOT NULL,
  bounced_fen BIGINT NOT NULL,
  PRIMARY KEY (region_id, file_id, stage)
);
CREATE UNIQUE INDEX bank_file_bytes ON bank_file (region_id, sha256, stage);
-- append-only: bank_file

-- One line of it. An answer names employer and instruction; money that answers nothing names neither.
CREATE TABLE bank_line (
  region_id BIGINT NOT NULL,
  file_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  n BIGINT NOT NULL,
  employer_id BIGINT,
  transfer_id BIGINT,
  outcome TEXT NOT NULL CHECK (outcome IN ('paid', 'bounced', 'incoming')),
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  cause TEXT,
  bank_says TEXT,
  short_fen BIGINT,
  value_date TEXT NOT NULL,
  bank_reference TEXT,
  remittance TEXT,
  payer TEXT,
  account TEXT,
  PRIMARY KEY (region_id, file_id, line)
);
-- append-only: bank_line

-- A line that contradicts what was answered before. It moves nothing; an officer ends it with a note.
CREATE TABLE doubt (
  employer_id BIGINT NOT NULL,
  file_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  n BIGINT NOT NULL,
  transfer_id BIGINT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('paid_after_bounce', 'taken_back')),
  amount_fen BIGINT NOT NULL,
  on_date TEXT NOT NULL,
  superseded_n BIGINT,
  PRIMARY KEY (employer_id, file_id, line)
);
-- append-only: doubt, except superseded_n once

-- Money that came by itself. The subject is its employer, or the region until an owner is known.
CREATE TABLE remittance (
  subject_id BIGINT NOT NULL,
  remittance_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  value_date TEXT NOT NULL,
  bank_reference TEXT NOT NULL,
  remittance TEXT NOT NULL,
  payer TEXT NOT NULL,
  account TEXT NOT NULL,
  on_date TEXT NOT NULL,
  PRIMARY KEY (subject_id, remittance_id)
);
CREATE INDEX remittance_of_bank ON remittance (bank_reference);
-- append-only: remittance

-- What waiting money is for: the payer's reference says it, or an officer. No month: for whatever is due.
CREATE TABLE assignment (
  subject_id BIGINT NOT NULL,
  remittance_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  month BIGINT,
  kind BIGINT,
  note TEXT NOT NULL,
  superseded_n BIGINT,
  PRIMARY KEY (subject_id, remittance_id, n)
);
-- append-only: assignment, except superseded_n once

-- A bill settled, whole and with its late fee. `transfer_id`: the instruction, or the remittance that completed it.
CREATE TABLE settlement (
  employer_id BIGINT NOT NULL,
  month BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  n BIGINT NOT NULL,
  attempt BIGINT,
  batch_id BIGINT,
  transfer_id BIGINT NOT NULL,
  value_date TEXT NOT NULL,
  principal_fen BIGINT NOT NULL,
  fee_fen BIGINT NOT NULL CHECK (fee_fen >= 0),
  fee_days BIGINT NOT NULL CHECK (fee_days >= 0),
  superseded_n BIGINT,
  PRIMARY KEY (employer_id, month, kind, n)
);
-- append-only: settlement, except superseded_n once

-- The ledger: two legs a row. A pending row is ended by a later row that names it (`settles`); nothing is changed.
-- `source`: the remittance that the money came with.
CREATE TABLE transfer (
  subject_id BIGINT NOT NULL,
  transfer_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  debit TEXT NOT NULL,
  credit TEXT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  month BIGINT,
  kind BIGINT,
  what TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'posted', 'voided')),
  settles BIGINT,
  source BIGINT,
  value_date TEXT NOT NULL,
  PRIMARY KEY (subject_id, transfer_id)
);
CREATE UNIQUE INDEX transfer_settled_once ON transfer (subject_id, settles);
-- append-only: transfer
