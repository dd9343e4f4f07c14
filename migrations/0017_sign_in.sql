-- Failed sign-ins in a row, by the SHA-256 of the user name that was typed, whether or not somebody has it: a name that nobody has
-- rests like any other. What lies further back than a rest lasts counts no more.
CREATE TABLE failed_sign_in (
  handle_hash BYTEA NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  rests_until BIGINT NOT NULL
);

ALTER TABLE login DROP COLUMN failures;
ALTER TABLE login DROP COLUMN locked_until;

-- The instant from which nobody signs in with it any more; its user name stays taken.
ALTER TABLE login ADD COLUMN ended_at BIGINT;
