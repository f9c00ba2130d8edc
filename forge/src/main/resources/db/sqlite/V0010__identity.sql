create table users (
  id integer primary key autoincrement,
  username text not null,
  username_folded text not null unique,
  name text not null,
  email text not null,
  email_folded text not null unique,
  password_hash text,
  state text not null default 'active',
  admin boolean not null default false,
  external boolean not null default false,
  can_create_group boolean not null default true,
  projects_limit integer not null default 10,
  bio text,
  location text,
  skype text not null default '',
  linkedin text not null default '',
  twitter text not null default '',
  website_url text not null default '',
  avatar text,
  theme_id integer not null default 2,
  color_scheme_id integer not null default 1,
  two_factor boolean not null default false,
  private_token_hash text not null unique,
  private_token_sealed text not null,
  search_text text not null,
  created_at bigint not null,
  updated_at bigint not null,
  confirmed_at bigint,
  current_sign_in_at bigint,
  last_sign_in_at bigint
);

create table user_identities (
  id integer primary key autoincrement,
  user_id bigint not null references users (id) on delete cascade,
  provider text not null,
  extern_uid text not null,
  created_at bigint not null,
  unique (provider, extern_uid),
  unique (user_id, provider)
);

create table emails (
  id integer primary key autoincrement,
  user_id bigint not null references users (id) on delete cascade,
  email text not null,
  email_folded text not null unique,
  created_at bigint not null
);
create index emails_by_user on emails (user_id);

create table sessions (
  id integer primary key autoincrement,
  token_hash text not null unique,
  user_id bigint not null references users (id) on delete cascade,
  kind text not null,
  address text not null,
  created_at bigint not null,
  expires_at bigint not null
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_end on sessions (expires_at);

create table personal_access_tokens (
  id integer primary key autoincrement,
  user_id bigint not null references users (id) on delete cascade,
  name text not null,
  token_hash text not null unique,
  scopes text not null,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint
);
create index personal_access_tokens_by_user on personal_access_tokens (user_id);

create table audit_rows (
  id integer primary key autoincrement,
  at bigint not null,
  actor_id bigint,
  actor text not null,
  impersonator_id bigint,
  credential text not null,
  address text not null,
  request_id text not null,
  verb text not null,
  target_type text not null,
  target_id bigint not null,
  target text not null,
  detail text not null
);
create index audit_rows_by_actor on audit_rows (actor_id, id);
create index audit_rows_by_target on audit_rows (target_type, target_id, id);
