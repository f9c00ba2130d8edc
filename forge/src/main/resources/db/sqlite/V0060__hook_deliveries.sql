create table hook_deliveries (
  id integer primary key autoincrement,
  hook_id bigint not null references project_hooks (id) on delete cascade,
  event_key text not null,
  event text not null,
  body text not null,
  state text not null,
  attempts integer not null default 0,
  next_at bigint not null,
  status integer,
  problem text,
  millis bigint,
  created_at bigint not null,
  finished_at bigint,
  unique (hook_id, event_key)
);
create index hook_deliveries_due on hook_deliveries (state, next_at);
