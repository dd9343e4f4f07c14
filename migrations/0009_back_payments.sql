-- Back payments: what the employer asks for, the papers, what is done to it, and what each month comes to. Where a case stands follows
-- from its events.

-- `filing`: the first case of a request; parts of one request that go different ways share it. `month`: of a whole-month back payment.
-- `event`: why one person is settled alone.
CREATE TABLE back_payment (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  kind TEXT NOT NULL,
  filing BIGINT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('form', 'gap', 'late_enrolment', 'workbook', 'counter')),
  month BIGINT,
  event TEXT CHECK (event IN ('retirement', 'transfer', 'death')),
  filed_by BIGINT NOT NULL,
  filed_by_name TEXT NOT NULL,
  filed_on TEXT NOT NULL,
  PRIMARY KEY (employer_id, case_id)
);
-- append-only: back_payment

-- One person's months in one case. `base_fen` as declared, unclamped.
CREATE TABLE back_payment_line (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  n BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  from_month BIGINT NOT NULL,
  to_month BIGINT NOT NULL,
  category BIGINT NOT NULL,
  base_fen BIGINT NOT NULL CHECK (base_fen >= 0),
  reason TEXT NOT NULL,
  document TEXT,
  medical_costs BIGINT NOT NULL CHECK (medical_costs IN (0, 1)),
  superseded_n BIGINT,
  PRIMARY KEY (employer_id, case_id, line, n)
);
CREATE INDEX back_payment_of_person ON back_payment_line (person_id);
CREATE INDEX back_payment_document ON back_payment_line (document);
-- append-only: back_payment_line, except superseded_n once

-- A paper that was shown or handed in; with its bytes where it was uploaded.
CREATE TABLE back_payment_paper (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  paper TEXT NOT NULL,
  n BIGINT NOT NULL,
  name TEXT,
  bytes BYTEA,
  superseded_n BIGINT,
  PRIMARY KEY (employer_id, case_id, paper, n)
);
-- append-only: back_payment_paper, except superseded_n once

-- What was done. `days` and `warned_before`: of the clock that begins; `amount_fen`: to be paid on `day`.
CREATE TABLE back_payment_event (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  step BIGINT NOT NULL,
  n BIGINT NOT NULL,
  event TEXT NOT NULL,
  by_login BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  on_date TEXT NOT NULL,
  day TEXT,
  days BIGINT,
  warned_before BIGINT,
  amount_fen BIGINT,
  note TEXT,
  PRIMARY KEY (employer_id, case_id, step)
);
-- append-only: back_payment_event

-- What a person's month comes to: computed under the texts `pack` as known on `known_on`, or entered by an officer with a ground.
-- `fee_fen`: a late fee that the officer entered, because no rule is known for the month.
CREATE TABLE back_payment_month (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  month BIGINT NOT NULL,
  n BIGINT NOT NULL,
  category BIGINT NOT NULL,
  base_fen BIGINT NOT NULL,
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
  pack TEXT NOT NULL,
  known_on TEXT NOT NULL,
  ground TEXT,
  fee_fen BIGINT,
  superseded_n BIGINT,
  PRIMARY KEY (employer_id, case_id, person_id, month, n)
);
-- append-only: back_payment_month, except superseded_n once

-- A posted month: the bill that it is on, and the late fee of the person's part. One person's month is posted once for each ground.
CREATE TABLE back_payment_posted (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  month BIGINT NOT NULL,
  n BIGINT NOT NULL,
  bill_kind BIGINT NOT NULL,
  kind TEXT NOT NULL,
  value_date TEXT NOT NULL,
  fee_fen BIGINT NOT NULL,
  fee_days BIGINT NOT NULL,
  PRIMARY KEY (employer_id, case_id, person_id, month)
);
CREATE INDEX back_payment_posted_person ON back_payment_posted (person_id, month);
-- append-only: back_payment_posted

-- A projection: where each case stands, for the queues. `due_on`: the end of its clock; filed_on where none runs.
CREATE TABLE back_payment_file (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  due_on TEXT NOT NULL,
  PRIMARY KEY (employer_id, case_id)
);
CREATE INDEX back_payment_queue ON back_payment_file (kind, state, due_on);
