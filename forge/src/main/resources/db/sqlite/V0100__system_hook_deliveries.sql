create table hook_deliveries_next (
  id integer primary key autoincrement,
  hook_id bigint references project_hooks (id) on delete cascade,
  system_hook_id bigint references system_hooks (id) on delete cascade,
  host text not null default '',
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
  unique (hook_id, event_key),
  unique (system_hook_id, event_key)
);
insert into hook_deliveries_next (id, hook_id, event_key, event, body, state, attempts, next_at,
  status, problem, millis, created_at, finished_at)
select id, hook_id, event_key, event, body, state, attempts, next_at, status, problem, millis,
  created_at, finished_at from hook_deliveries;
drop table hook_deliveries;
alter table hook_deliveries_next rename to hook_deliveries;
create index hook_deliveries_due on hook_deliveries (state, next_at);
