-- Months from before the agency kept its own: an employer's old records, taken over file by file.

-- A file in its stages: 0 handed in, 1 confirmed by a second officer, 2 taken back. What is not confirmed, or was taken back, counts nowhere.
CREATE TABLE earlier_file (
  employer_id BIGINT NOT NULL,
  file_id BIGINT NOT NULL,
  stage BIGINT NOT NULL CHECK (stage IN (0, 1, 2)),
  n BIGINT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  lines BIGINT NOT NULL,
  people BIGINT NOT NULL,
  months BIGINT NOT NULL,
  employer_fen BIGINT NOT NULL,
  person_fen BIGINT NOT NULL,
  account_fen BIGINT NOT NULL,
  by_login BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  on_date TEXT NOT NULL,
  ground TEXT,
  PRIMARY KEY (employer_id, file_id, stage)
);
-- append-only: earlier_file

-- Alike months of one person in one branch; the sums are those of one month.
CREATE TABLE earlier_months (
  employer_id BIGINT NOT NULL,
  file_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  n BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  branch BIGINT NOT NULL,
  from_month BIGINT NOT NULL,
  to_month BIGINT NOT NULL,
  standing TEXT NOT NULL,
  base_fen BIGINT NOT NULL,
  employer_fen BIGINT NOT NULL,
  person_fen BIGINT NOT NULL,
  account_fen BIGINT NOT NULL,
  paid_on TEXT,
  PRIMARY KEY (employer_id, file_id, line)
);
CREATE INDEX earlier_months_of_person ON earlier_months (person_id, employer_id, file_id);
CREATE INDEX earlier_months_missed ON earlier_months (employer_id, standing, person_id);
-- append-only: earlier_months
