-- What a second look at a decision found. `step`: the one that decided; `lot`: by which it was drawn.
CREATE TABLE back_payment_sample (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  step BIGINT NOT NULL,
  n BIGINT NOT NULL,
  lot BIGINT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('in_order', 'not_in_order')),
  ground TEXT NOT NULL,
  by_login BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  on_date TEXT NOT NULL,
  PRIMARY KEY (employer_id, case_id, step)
);
-- append-only: back_payment_sample

-- What a desk decided, the latest first.
CREATE INDEX back_payment_decided ON back_payment_event (event, on_date);
