create table events (
  id integer primary key autoincrement,
  type text not null,
  body text not null,
  at bigint not null
);

create table event_cursors (
  subscriber text primary key,
  position bigint not null
);

create table parked_events (
  subscriber text not null,
  event_id bigint not null,
  reason text not null,
  at bigint not null,
  primary key (subscriber, event_id)
);

create table leases (
  name text primary key,
  holder text not null,
  expires_at bigint not null
);
