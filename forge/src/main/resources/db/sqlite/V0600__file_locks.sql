create table file_locks (
  id integer primary key autoincrement,
  project_id bigint not null references projects (id) on delete cascade,
  path text not null,
  user_id bigint not null references users (id) on delete cascade,
  locked_at bigint not null,
  unique (project_id, path)
);
create index file_locks_by_user on file_locks (user_id);
