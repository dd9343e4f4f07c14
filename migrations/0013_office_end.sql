-- An office is closed for good from a day on. Superseded: it was taken back before that day.
CREATE TABLE office_end (
  office_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  from_day TEXT NOT NULL,
  ground TEXT NOT NULL,
  superseded_n BIGINT,
  PRIMARY KEY (office_id, n)
);
-- append-only: office_end, except superseded_n once
