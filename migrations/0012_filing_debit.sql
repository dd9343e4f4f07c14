-- Debits of back payments that were filed online: asked of the bank for the day of the filing, in files of their own.

-- Debits of one day's filings that go to the bank in one file.
CREATE TABLE filing_batch (
  region_id BIGINT NOT NULL,
  batch_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  collect_on TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  debits BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  PRIMARY KEY (region_id, batch_id)
);
-- append-only: filing_batch

-- One instruction to the bank, on the account that was in force when it was asked for: one for a case and day. What the bank answers
-- stands in debit_answer.
CREATE TABLE filing_debit (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  collect_on TEXT NOT NULL,
  n BIGINT NOT NULL,
  batch_id BIGINT NOT NULL,
  transfer_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  mandate TEXT NOT NULL,
  mandate_from TEXT NOT NULL,
  bank TEXT NOT NULL,
  bank_code TEXT NOT NULL,
  account_name TEXT NOT NULL,
  account_number TEXT NOT NULL,
  PRIMARY KEY (employer_id, case_id, collect_on)
);
CREATE INDEX filing_debit_of_batch ON filing_debit (batch_id, employer_id, case_id);
CREATE INDEX filing_debit_of_transfer ON filing_debit (employer_id, transfer_id);
-- append-only: filing_debit
