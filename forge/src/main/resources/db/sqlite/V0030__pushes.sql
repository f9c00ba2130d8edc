create table push_intents (
  id integer primary key autoincrement,
  project_id bigint not null,
  repository_id bigint not null,
  pusher_id bigint,
  pusher text not null,
  updates text not null,
  at bigint not null
);
