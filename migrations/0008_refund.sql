-- Refunds: what the agency offers back, and what the employer and two officers do about it; where a refund stands follows from that.

-- `ground`: 'correction' names the bill below zero by `month` and `kind`, 'overpaid' the money by `source`.
CREATE TABLE refund (
  employer_id BIGINT NOT NULL,
  refund_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  ground TEXT NOT NULL CHECK (ground IN ('correction', 'overpaid')),
  month BIGINT,
  kind BIGINT,
  source BIGINT,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  offered_on TEXT NOT NULL,
  PRIMARY KEY (employer_id, refund_id)
);
-- append-only: refund

-- `way` with the account as confirmed; `day` and `bank_reference` of the payment; `transfer_id` the movement that a step wrote.
CREATE TABLE refund_step (
  employer_id BIGINT NOT NULL,
  refund_id BIGINT NOT NULL,
  step BIGINT NOT NULL,
  n BIGINT NOT NULL,
  event TEXT NOT NULL,
  by_login BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  on_date TEXT NOT NULL,
  way TEXT,
  bank TEXT,
  account_name TEXT,
  account_number TEXT,
  day TEXT,
  bank_reference TEXT,
  transfer_id BIGINT,
  note TEXT,
  PRIMARY KEY (employer_id, refund_id, step)
);
-- append-only: refund_step
