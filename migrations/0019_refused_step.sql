-- Steps of a day that were refused: why, as a code, and since when. They are tried again with each turn, the oldest first.
CREATE TABLE refused_step (
  region TEXT NOT NULL,
  on_date TEXT NOT NULL,
  step TEXT NOT NULL,
  refused_at BIGINT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (region, on_date, step)
);
