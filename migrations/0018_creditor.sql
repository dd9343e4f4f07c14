-- The account of the agency that debits and transfers go to; the latest of a region holds.
CREATE TABLE creditor (
  region_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  on_date TEXT NOT NULL,
  name TEXT NOT NULL,
  account_number TEXT NOT NULL,
  bank_code TEXT NOT NULL,
  PRIMARY KEY (region_id, n)
);
-- append-only: creditor
