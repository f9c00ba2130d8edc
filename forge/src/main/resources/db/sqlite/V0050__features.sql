create table project_hooks (
  id integer primary key autoincrement,
  project_id bigint not null references projects (id) on delete cascade,
  url text not null,
  token_sealed text,
  push_events boolean not null default true,
  issues_events boolean not null default false,
  merge_requests_events boolean not null default false,
  tag_push_events boolean not null default false,
  note_events boolean not null default false,
  build_events boolean not null default false,
  wiki_page_events boolean not null default false,
  enable_ssl_verification boolean not null default true,
  created_at bigint not null,
  updated_at bigint not null
);
create index project_hooks_by_project on project_hooks (project_id, id);

create table system_hooks (
  id integer primary key autoincrement,
  url text not null,
  created_at bigint not null
);

create table labels (
  id integer primary key autoincrement,
  project_id bigint not null references projects (id) on delete cascade,
  title text not null,
  color text not null,
  description text,
  created_at bigint not null,
  updated_at bigint not null,
  unique (project_id, title)
);

create table releases (
  id integer primary key autoincrement,
  project_id bigint not null references projects (id) on delete cascade,
  tag text not null,
  description text not null,
  created_at bigint not null,
  updated_at bigint not null,
  unique (project_id, tag)
);

create table commit_statuses (
  id integer primary key autoincrement,
  project_id bigint not null references projects (id) on delete cascade,
  sha text not null,
  ref text not null,
  name text not null,
  stage text not null,
  state text not null,
  target_url text,
  description text,
  author_id bigint,
  allow_failure boolean not null default false,
  created_at bigint not null,
  started_at bigint,
  finished_at bigint
);
create index commit_statuses_by_commit on commit_statuses (project_id, sha, id);

create table activities (
  id integer primary key autoincrement,
  project_id bigint not null references projects (id) on delete cascade,
  author_id bigint,
  action text not null,
  target_type text,
  target_id bigint,
  target_title text,
  ref text,
  old_id text,
  new_id text,
  created_at bigint not null
);
create index activities_by_project on activities (project_id, id);

create table application_settings (
  id bigint primary key,
  body text not null,
  created_at bigint not null,
  updated_at bigint not null
);

create table oauth_applications (
  id integer primary key autoincrement,
  uid text not null unique,
  secret_hash text not null,
  name text not null,
  redirect_uris text not null,
  owner_id bigint references users (id) on delete cascade,
  trusted boolean not null default false,
  created_at bigint not null
);
create index oauth_applications_by_owner on oauth_applications (owner_id);

create table oauth_codes (
  code_hash text primary key,
  application_id bigint not null references oauth_applications (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  redirect_uri text not null,
  scopes text not null,
  challenge text,
  challenge_method text,
  expires_at bigint not null,
  used_at bigint
);

create table oauth_tokens (
  id integer primary key autoincrement,
  application_id bigint references oauth_applications (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  token_hash text not null unique,
  refresh_hash text not null unique,
  scopes text not null,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint
);
create index oauth_tokens_by_user on oauth_tokens (user_id, application_id);
