-- What lies on the workbench: files handed in and not yet filed, and the steps of each day that are done.

CREATE TABLE upload (
  employer_id BIGINT NOT NULL,
  upload_id BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('roster', 'increases', 'reductions', 'wages')),
  name TEXT NOT NULL,
  bytes BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  filed_n BIGINT,
  PRIMARY KEY (employer_id, upload_id)
);

-- Each step of a day happens once per region.
CREATE TABLE day_step (
  region TEXT NOT NULL,
  on_date TEXT NOT NULL,
  step TEXT NOT NULL,
  done_at BIGINT NOT NULL,
  result TEXT NOT NULL,
  PRIMARY KEY (region, on_date, step)
);

-- Demo only: what the bank is to answer to the next debits of an employer.
CREATE TABLE bank_order (
  employer_id BIGINT NOT NULL PRIMARY KEY,
  answer TEXT NOT NULL CHECK (answer IN ('paid', 'insufficient_balance', 'account_closed', 'no_mandate')),
  times BIGINT NOT NULL
);
