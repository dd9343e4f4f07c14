-- Who may sign in, what was granted to them, and who looked at whom. None of it is part of the state hash.

CREATE TABLE login (
  login_id BIGINT NOT NULL PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  totp_secret BYTEA,
  totp_step BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  is_demo BIGINT NOT NULL CHECK (is_demo IN (0, 1))
);

-- A right somebody holds. 0 stands for "for nobody in particular", so that the key has no gaps.
CREATE TABLE granted (
  login_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  employer_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  until TEXT,
  PRIMARY KEY (login_id, role, employer_id, person_id)
);

CREATE TABLE session (
  token_hash BYTEA NOT NULL PRIMARY KEY,
  login_id BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- Every look at a person's unmasked data, written before it is shown.
CREATE TABLE look (
  person_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  look_id BIGINT NOT NULL,
  login_id BIGINT NOT NULL,
  who TEXT NOT NULL,
  purpose TEXT NOT NULL,
  PRIMARY KEY (person_id, at, look_id)
);
