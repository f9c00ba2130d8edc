create table ssh_keys (
  id integer primary key autoincrement,
  user_id bigint references users (id) on delete cascade,
  title text not null,
  text text not null,
  fingerprint text not null unique,
  created_at bigint not null,
  last_used_at bigint
);
create index ssh_keys_by_user on ssh_keys (user_id);

create table deploy_key_projects (
  key_id bigint not null references ssh_keys (id) on delete cascade,
  project_id bigint not null references projects (id) on delete cascade,
  created_at bigint not null,
  primary key (key_id, project_id)
);
create index deploy_key_projects_by_project on deploy_key_projects (project_id);
