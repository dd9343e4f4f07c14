-- The registry: employers, persons, participation, bases, and what was filed. Facts know from which event on they hold
-- (`n`) and which event ended that knowledge (`superseded_n`).

CREATE TABLE employer (
  employer_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  region TEXT NOT NULL,
  credit_code TEXT NOT NULL,
  name TEXT NOT NULL,
  kind BIGINT NOT NULL,
  size BIGINT NOT NULL,
  injury_class BIGINT NOT NULL CHECK (injury_class BETWEEN 1 AND 8),
  district TEXT NOT NULL,
  collection TEXT NOT NULL CHECK (collection IN ('debit', 'transfer')),
  superseded_n BIGINT,
  PRIMARY KEY (employer_id, n)
);
-- append-only: employer, except superseded_n once

CREATE TABLE mandate (
  employer_id BIGINT NOT NULL,
  from_date TEXT NOT NULL,
  n BIGINT NOT NULL,
  reference TEXT NOT NULL,
  bank TEXT NOT NULL,
  bank_code TEXT NOT NULL,
  account_name TEXT NOT NULL,
  account_number TEXT NOT NULL,
  superseded_n BIGINT,
  PRIMARY KEY (employer_id, from_date, n)
);
-- append-only: mandate, except superseded_n once

CREATE TABLE person (
  person_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  name TEXT NOT NULL,
  number TEXT NOT NULL,
  born TEXT NOT NULL,
  female BIGINT NOT NULL CHECK (female IN (0, 1)),
  superseded_n BIGINT,
  PRIMARY KEY (person_id, n)
);
-- append-only: person, except superseded_n once

-- Branch group 1: pension, unemployment, injury (maternity to 2019-12); 2: medical. A void ends before it begins.
CREATE TABLE spell (
  employer_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  branch_group BIGINT NOT NULL CHECK (branch_group IN (1, 2)),
  from_month BIGINT NOT NULL,
  n BIGINT NOT NULL,
  to_month BIGINT,
  category BIGINT NOT NULL,
  reason BIGINT,
  started_on TEXT,
  ended_on TEXT,
  superseded_n BIGINT,
  PRIMARY KEY (employer_id, person_id, branch_group, from_month, n)
);
-- append-only: spell, except superseded_n once

CREATE TABLE base (
  employer_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  from_month BIGINT NOT NULL,
  n BIGINT NOT NULL,
  base_fen BIGINT NOT NULL CHECK (base_fen >= 0),
  origin BIGINT NOT NULL CHECK (origin IN (1, 2, 3)),
  superseded_n BIGINT,
  PRIMARY KEY (employer_id, person_id, from_month, n)
);
-- append-only: base, except superseded_n once

-- One line of a filing and what became of it in each branch group.
CREATE TABLE filing_line (
  employer_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  line BIGINT NOT NULL,
  person_id BIGINT,
  shown TEXT NOT NULL,
  state_1 TEXT NOT NULL,
  state_2 TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (employer_id, n, line)
);
-- append-only: filing_line

-- An increase that waits until another employer lets go of the person, or an officer decides.
CREATE TABLE waiting (
  employer_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  held_by BIGINT NOT NULL,
  due_on TEXT NOT NULL,
  ask TEXT NOT NULL,
  superseded_n BIGINT,
  PRIMARY KEY (employer_id, person_id, n)
);
-- append-only: waiting, except superseded_n once

-- Projections: rebuilt from the facts above by the check.
CREATE TABLE employer_code (credit_code TEXT PRIMARY KEY, employer_id BIGINT NOT NULL);
CREATE TABLE identity (number TEXT PRIMARY KEY, kind TEXT NOT NULL, person_id BIGINT NOT NULL);
CREATE TABLE person_place (
  person_id BIGINT NOT NULL,
  employer_id BIGINT NOT NULL,
  branch_group BIGINT NOT NULL,
  from_month BIGINT NOT NULL,
  to_month BIGINT,
  PRIMARY KEY (person_id, employer_id, branch_group, from_month)
);

-- Months with constant inputs of the kernel, only those that reach the current month or later.
CREATE TABLE roll (
  employer_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  from_month BIGINT NOT NULL,
  to_month BIGINT,
  branch_groups BIGINT NOT NULL,
  category BIGINT NOT NULL,
  base_fen BIGINT NOT NULL,
  PRIMARY KEY (employer_id, person_id, from_month)
);

-- What somebody typed and has not filed; filed by itself on `queued_for` where that is set.
CREATE TABLE draft (
  employer_id BIGINT NOT NULL,
  draft_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  queued_for TEXT,
  made_at BIGINT NOT NULL,
  made_by BIGINT NOT NULL,
  PRIMARY KEY (employer_id, draft_id)
);
