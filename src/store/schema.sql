-- The schema of a diplograph store, version 2. Any SQLite tool opens it; the views at the end are for people.
-- Tables are singular, views are plural. Days are text, YYYY-MM-DD. Lists are JSON arrays.

-- What the program remembers of the store itself: 'changes' counts changes of articles and records, 'merged' is the
-- count that the merged tables below stand for.
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- Articles as they were read.
CREATE TABLE article (
  num       INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  hash      TEXT NOT NULL,          -- SHA-256 of all that was read: text, title, date, source, address; empty: to be read again
  extractor TEXT NOT NULL,          -- version of the program, rules and models that made its records
  title     TEXT,
  published TEXT,
  source    TEXT,
  url       TEXT,
  text      TEXT NOT NULL
);

-- What was extracted from them: one event as one article tells it, as a line of "extract".
CREATE TABLE record (
  article INTEGER NOT NULL REFERENCES article (num) ON DELETE CASCADE,
  id      TEXT NOT NULL,
  json    TEXT NOT NULL,
  PRIMARY KEY (article, id)
) WITHOUT ROWID;

-- Everything below is derived from the records and the corrections, and rebuilt by every merge.
CREATE TABLE actor (
  num       INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  country   TEXT,
  sector    TEXT,
  wikidata  TEXT,
  offices   TEXT NOT NULL,
  aliases   TEXT NOT NULL,
  articles  INTEGER NOT NULL,
  events    INTEGER NOT NULL,
  certainty REAL NOT NULL
);

-- Lower-cased names and aliases, and the last word of persons' names, for looking actors up.
CREATE TABLE actor_name (name TEXT NOT NULL, rank INTEGER NOT NULL, actor INTEGER NOT NULL, PRIMARY KEY (name, rank, actor)) WITHOUT ROWID;

-- Parties whom a correction moved to another actor than the one their record names.
CREATE TABLE identity (
  entity  TEXT NOT NULL,
  name    TEXT NOT NULL,
  mention TEXT NOT NULL,
  actor   TEXT NOT NULL,
  PRIMARY KEY (entity, name, mention)
) WITHOUT ROWID;

CREATE TABLE event (
  num           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  digest        BLOB NOT NULL,      -- of everything below that belongs to it, to see whether it changed
  type          TEXT NOT NULL,
  mode          TEXT NOT NULL,
  action        TEXT NOT NULL,
  status        TEXT NOT NULL,
  start         TEXT,
  end           TEXT,
  place         TEXT,
  place_country TEXT,
  confidence    REAL NOT NULL,
  articles      INTEGER NOT NULL,
  disputed      INTEGER NOT NULL,
  long          INTEGER NOT NULL,   -- whether its dates lie more than a month apart
  evidence      INTEGER,            -- the mention to show as proof
  contact       TEXT                -- of contacts: all that "query talks" shows of it, in one place
);

CREATE TABLE participant (
  event     INTEGER NOT NULL,
  role      TEXT NOT NULL,
  actor     INTEGER NOT NULL,
  initiator INTEGER NOT NULL,
  begun     TEXT,                   -- of contacts: the day on which it began, '' where none is known
  PRIMARY KEY (event, role, actor)
) WITHOUT ROWID;

CREATE TABLE topic (
  event    INTEGER NOT NULL,
  place    INTEGER NOT NULL,        -- the best supported first
  label    TEXT NOT NULL,
  polarity TEXT NOT NULL,
  topic_id TEXT,
  articles INTEGER NOT NULL,
  PRIMARY KEY (event, place)
) WITHOUT ROWID;

-- One article's account of an event.
CREATE TABLE report (
  num         INTEGER PRIMARY KEY,
  event       INTEGER NOT NULL,
  article     TEXT NOT NULL,
  record      TEXT NOT NULL,
  action      TEXT NOT NULL,
  status      TEXT NOT NULL,
  start       TEXT,
  end         TEXT,
  place       TEXT,
  attribution TEXT NOT NULL,
  confidence  REAL NOT NULL
);

-- The sentences of an account.
CREATE TABLE mention (
  num        INTEGER PRIMARY KEY,
  report     INTEGER NOT NULL,
  sentence   INTEGER NOT NULL,
  span_start INTEGER NOT NULL,      -- of the sentence in the article's text, in characters
  span_end   INTEGER NOT NULL,
  trigger    TEXT NOT NULL,
  text       TEXT NOT NULL,
  rule       TEXT NOT NULL
);

CREATE INDEX participant_by_actor ON participant (actor, event);
CREATE INDEX event_by_type ON event (type, start, end);
CREATE INDEX talker ON participant (actor, begun) WHERE begun IS NOT NULL;
CREATE INDEX event_long ON event (type, end) WHERE long;
CREATE INDEX topic_by_label ON topic (label);
CREATE INDEX topic_by_id ON topic (topic_id COLLATE NOCASE);
CREATE INDEX report_by_event ON report (event);
CREATE INDEX report_by_article ON report (article);
CREATE INDEX mention_by_report ON mention (report);

-- Who talked to whom: a row for every pair of participants of a contact.
CREATE VIEW talks AS
SELECT e.start, e.end, a.name AS actor, b.name AS partner, e.action, e.mode, e.status, e.place,
       (SELECT group_concat(t.label, '; ') FROM topic t WHERE t.event = e.num AND t.polarity = 'discussed') AS topics,
       (SELECT group_concat(t.label, '; ') FROM topic t WHERE t.event = e.num AND t.polarity = 'not_discussed') AS not_discussed,
       e.articles, m.text AS sentence, e.id AS event, a.id AS actor_id, b.id AS partner_id
FROM event e
JOIN participant p ON p.event = e.num AND p.role IN ('actor', 'recipient', 'mediator')
JOIN participant q ON q.event = e.num AND q.role IN ('actor', 'recipient', 'mediator')
JOIN actor a ON a.num = p.actor
JOIN actor b ON b.num = q.actor AND a.id < b.id
LEFT JOIN mention m ON m.num = e.evidence
WHERE e.type = 'CONSULT';

CREATE VIEW events AS
SELECT e.id, e.start, e.end, e.type, e.mode, e.action, e.status,
       (SELECT group_concat(a.name, '; ') FROM participant p JOIN actor a ON a.num = p.actor WHERE p.event = e.num AND p.role = 'actor') AS actors,
       (SELECT group_concat(a.name, '; ') FROM participant p JOIN actor a ON a.num = p.actor WHERE p.event = e.num AND p.role = 'recipient') AS recipients,
       (SELECT group_concat(t.label, '; ') FROM topic t WHERE t.event = e.num) AS topics,
       e.place, e.confidence, e.articles, e.disputed, m.text AS sentence
FROM event e LEFT JOIN mention m ON m.num = e.evidence;

CREATE VIEW actors AS
SELECT id, name, kind, country, sector, wikidata, offices, aliases, articles, events, certainty FROM actor;

CREATE VIEW evidence AS
SELECT e.id AS event, e.type, e.action AS event_action, r.article, x.title, x.source, x.published, x.url, r.record, r.action, r.status, r.start, r.end,
       r.place, r.attribution, r.confidence, m.sentence, m.span_start, m.span_end, m.trigger, m.text, m.rule
FROM mention m
JOIN report r ON r.num = m.report
JOIN event e ON e.num = r.event
LEFT JOIN article x ON x.id = r.article;
