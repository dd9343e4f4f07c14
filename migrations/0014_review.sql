-- What officers looked at in a back payment, and what they pointed at when they asked for something or returned it.

-- A paper that an officer opened, or whose original was seen (`original`). `paper_n`: which paper of its kind.
CREATE TABLE back_payment_seen (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  paper TEXT NOT NULL,
  paper_n BIGINT NOT NULL,
  n BIGINT NOT NULL,
  by_login BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  on_date TEXT NOT NULL,
  original BIGINT NOT NULL CHECK (original IN (0, 1)),
  PRIMARY KEY (employer_id, case_id, paper, n)
);
-- append-only: back_payment_seen

-- What a step points at: `paper:labour_contract`, `month:2019-03`.
CREATE TABLE back_payment_point (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  step BIGINT NOT NULL,
  point TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (employer_id, case_id, step, point)
);
-- append-only: back_payment_point
