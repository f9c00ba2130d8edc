create table project_imports (
  project_id bigint primary key references projects (id) on delete cascade,
  url text not null,
  login_sealed text,
  state text not null,
  error text,
  user_id bigint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index project_imports_by_state on project_imports (state);
