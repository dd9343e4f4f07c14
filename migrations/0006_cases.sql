-- Cases at the desks. A case is opened by the event that filed it; what an officer or the employer does to it is appended; where it
-- stands follows from that.

CREATE TABLE case_opened (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('counter_reduction', 'double_enrolment')),
  person_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  due_on TEXT NOT NULL,
  filed_by BIGINT NOT NULL,
  filed_on TEXT NOT NULL,
  PRIMARY KEY (employer_id, case_id)
);
CREATE INDEX case_of_filing ON case_opened (employer_id, n);
-- append-only: case_opened

-- `day`, `month`, `word` and `note` hold what the event says: the end of employment, the last month to be paid, a verdict, a ground.
CREATE TABLE case_event (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  step BIGINT NOT NULL,
  n BIGINT NOT NULL,
  event TEXT NOT NULL,
  by_login BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  on_date TEXT NOT NULL,
  day TEXT,
  month BIGINT,
  word TEXT,
  note TEXT,
  PRIMARY KEY (employer_id, case_id, step)
);
-- append-only: case_event

-- A projection: where each case stands, for the queues.
CREATE TABLE case_file (
  employer_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  due_on TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  PRIMARY KEY (employer_id, case_id)
);
CREATE INDEX case_queue ON case_file (kind, state, due_on);

-- Increases filed after the thirty days, for the registration desk's list.
CREATE INDEX filing_line_late ON filing_line (employer_id, n) WHERE note LIKE '{"code":"increase.late"%';
