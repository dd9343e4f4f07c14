-- The hall: offices as subjects of their own, their hours, closures, appointments, the line, counters, tills and what was taken there.

-- An office has a chain of events of its own: what is done in one hall follows one after another and holds up no other.
CREATE TABLE subject_next (
  subject_id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('employer', 'person', 'region', 'office')),
  region TEXT NOT NULL,
  version BIGINT NOT NULL,
  busy BIGINT,
  head BYTEA NOT NULL
);
INSERT INTO subject_next (subject_id, kind, region, version, busy, head) SELECT subject_id, kind, region, version, busy, head FROM subject;
DROP TABLE subject;
ALTER TABLE subject_next RENAME TO subject;
CREATE INDEX subject_region ON subject (region, subject_id);

-- Offices, a row a version. `cash_until`: until when the cashiers take money; `days_ahead`: working days that can be booked.
CREATE TABLE office (
  office_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  address TEXT NOT NULL,
  address_en TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('centre', 'sub_centre')),
  cash_until TEXT NOT NULL,
  days_ahead BIGINT NOT NULL CHECK (days_ahead >= 0),
  superseded_n BIGINT,
  PRIMARY KEY (office_id, n)
);
-- append-only: office, except superseded_n once

-- Hours of a matter on every working day, and how many appointments they take.
CREATE TABLE office_session (
  office_id BIGINT NOT NULL,
  matter TEXT NOT NULL,
  starts TEXT NOT NULL,
  n BIGINT NOT NULL,
  ends TEXT NOT NULL,
  capacity BIGINT NOT NULL CHECK (capacity >= 0),
  superseded_n BIGINT,
  PRIMARY KEY (office_id, matter, starts, n)
);
-- append-only: office_session, except superseded_n once

-- The office is closed on a day; `starts` empty: all day. Superseded: it opens again.
CREATE TABLE closure (
  office_id BIGINT NOT NULL,
  on_day TEXT NOT NULL,
  starts TEXT NOT NULL,
  n BIGINT NOT NULL,
  ground TEXT NOT NULL,
  superseded_n BIGINT,
  PRIMARY KEY (office_id, on_day, starts, n)
);
-- append-only: closure, except superseded_n once

-- Appointments, a row for each way they stand. `letter` and `seq` are the number in the hall; none while a place is waited for.
-- `told_day`, `told_starts`, `told`: the slot that a closure took, and why; `told` empty: a place became free.
CREATE TABLE appointment (
  office_id BIGINT NOT NULL,
  appointment_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  on_day TEXT NOT NULL,
  starts TEXT NOT NULL,
  matter TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('confirmed', 'waiting', 'arrived', 'cancelled', 'missed', 'displaced', 'lapsed')),
  letter TEXT,
  seq BIGINT,
  errand TEXT NOT NULL,
  employer_id BIGINT NOT NULL,
  visitor TEXT NOT NULL,
  by_login BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  told_day TEXT,
  told_starts TEXT,
  told TEXT,
  superseded_n BIGINT,
  PRIMARY KEY (office_id, appointment_id, n)
);
CREATE INDEX appointment_of_day ON appointment (office_id, on_day, matter, starts);
CREATE INDEX appointment_by_id ON appointment (appointment_id);
-- append-only: appointment, except superseded_n once

-- The employers that a visit is for.
CREATE TABLE appointment_employer (
  office_id BIGINT NOT NULL,
  appointment_id BIGINT NOT NULL,
  employer_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (office_id, appointment_id, employer_id)
);
CREATE INDEX appointment_employer_of ON appointment_employer (employer_id, appointment_id);
-- append-only: appointment_employer

-- Places in the line, a row for each way they stand. Instants in ms.
CREATE TABLE ticket (
  office_id BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  on_day TEXT NOT NULL,
  matter TEXT NOT NULL,
  letter TEXT NOT NULL,
  seq BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'called', 'served', 'done', 'left')),
  booked BIGINT NOT NULL CHECK (booked IN (0, 1)),
  line_at BIGINT NOT NULL,
  counter_no BIGINT,
  calls BIGINT NOT NULL,
  appointment_id BIGINT,
  employer_id BIGINT,
  errand TEXT,
  came_at BIGINT NOT NULL,
  served_at BIGINT,
  ended_at BIGINT,
  superseded_n BIGINT,
  PRIMARY KEY (office_id, ticket_id, n)
);
CREATE INDEX ticket_of_day ON ticket (office_id, on_day);
CREATE INDEX ticket_by_id ON ticket (ticket_id);
-- append-only: ticket, except superseded_n once

-- Counters, a row for each way they stand. `matters`: codes, a space between.
CREATE TABLE counter (
  office_id BIGINT NOT NULL,
  counter_no BIGINT NOT NULL,
  n BIGINT NOT NULL,
  matters TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'paused', 'closed')),
  officer BIGINT,
  officer_name TEXT,
  superseded_n BIGINT,
  PRIMARY KEY (office_id, counter_no, n)
);
-- append-only: counter, except superseded_n once

-- Tills of a day: a row when opened, one when closed.
CREATE TABLE till (
  office_id BIGINT NOT NULL,
  till_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  on_day TEXT NOT NULL,
  counter_no BIGINT NOT NULL,
  officer BIGINT NOT NULL,
  officer_name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  counted_cash_fen BIGINT,
  counted_card_fen BIGINT,
  counted_cheque_fen BIGINT,
  difference_fen BIGINT,
  ground TEXT,
  superseded_n BIGINT,
  PRIMARY KEY (office_id, till_id, n)
);
CREATE INDEX till_of_officer ON till (officer, on_day);
-- append-only: till, except superseded_n once

-- A sum taken. `employer_n`: the act on the employer that settled what was paid.
CREATE TABLE taking (
  office_id BIGINT NOT NULL,
  taking_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  till_id BIGINT NOT NULL,
  employer_id BIGINT NOT NULL,
  employer_n BIGINT NOT NULL,
  errand TEXT NOT NULL,
  means TEXT NOT NULL CHECK (means IN ('cash', 'card', 'cheque', 'transfer')),
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  reference TEXT NOT NULL,
  ticket_id BIGINT,
  value_date TEXT NOT NULL,
  PRIMARY KEY (office_id, taking_id)
);
CREATE INDEX taking_of_till ON taking (office_id, till_id);
CREATE INDEX taking_of_act ON taking (employer_id, employer_n);
-- append-only: taking
