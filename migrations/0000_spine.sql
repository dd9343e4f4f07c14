-- The spine: who acts are about, the acts, their proof. One text for SQLite and PostgreSQL (see the runner in `store::migration`).

-- An employer, a person, or a region's agency. `version` is the number of its last event and `head` that event's hash;
-- `busy` is the job that applies a large filing in slices.
CREATE TABLE subject (
  subject_id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('employer', 'person', 'region')),
  region TEXT NOT NULL,
  version BIGINT NOT NULL,
  busy BIGINT,
  head BYTEA NOT NULL
);
CREATE INDEX subject_region ON subject (region, subject_id);

-- One accepted act on one subject. `at` is an instant in ms, `on_date` the business day.
-- append-only: event
CREATE TABLE event (
  subject_id BIGINT NOT NULL,
  n BIGINT NOT NULL CHECK (n > 0),
  kind TEXT NOT NULL,
  on_date TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  behalf BIGINT,
  key TEXT NOT NULL,
  ask_hash BYTEA NOT NULL,
  body TEXT NOT NULL,
  effect BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (subject_id, n)
);
CREATE UNIQUE INDEX event_key ON event (subject_id, actor, key);

-- Merkle root of all heads of a region at the turn of a day.
-- append-only: digest
CREATE TABLE digest (
  region TEXT NOT NULL,
  on_date TEXT NOT NULL,
  root BYTEA NOT NULL,
  subjects BIGINT NOT NULL,
  PRIMARY KEY (region, on_date)
);

-- Every text of a policy pack that was ever in force here.
-- append-only: pack
CREATE TABLE pack (
  fingerprint TEXT NOT NULL,
  path TEXT NOT NULL,
  text TEXT NOT NULL,
  first_used_on TEXT NOT NULL,
  PRIMARY KEY (fingerprint, path)
);

-- Long work in slices that may be repeated; a worker holds it until `lease_until` (ms).
CREATE TABLE job (
  job_id BIGINT NOT NULL PRIMARY KEY,
  region TEXT NOT NULL,
  kind TEXT NOT NULL,
  ask TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  result TEXT,
  lease_owner BIGINT,
  lease_until BIGINT NOT NULL
);
CREATE INDEX job_waiting ON job (state, lease_until, job_id);

-- What this installation keeps for itself: its receipt key, the demo's business day.
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
