create table notes (
  id integer primary key autoincrement,
  project_id bigint not null references projects (id) on delete cascade,
  noteable_type text not null,
  noteable_id bigint,
  commit_sha text,
  author_id bigint references users (id) on delete set null,
  body text not null,
  path text,
  line integer,
  side text,
  system boolean not null default false,
  created_at bigint not null,
  updated_at bigint not null
);
create index notes_by_commit on notes (project_id, commit_sha, created_at);
create index notes_by_noteable on notes (noteable_type, noteable_id, id);
