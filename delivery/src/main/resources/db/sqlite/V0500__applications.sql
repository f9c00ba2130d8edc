create table application_versions (
  one integer primary key,
  value bigint not null
);
insert into application_versions (one, value) values (1, 0);

create table applications (
  id integer primary key autoincrement,
  namespace_id bigint not null references namespaces (id),
  name text not null,
  uid text not null unique,
  instance text not null unique,
  generation bigint not null,
  version bigint not null,
  metadata text not null,
  spec text not null,
  status text not null,
  operation text,
  sync_state text,
  attempted_content text not null default '',
  sync_status text not null,
  health_status text not null,
  search_text text not null,
  created_at bigint not null,
  deleted_at bigint,
  unique (namespace_id, name)
);
create index applications_by_name on applications (name, namespace_id);

create table application_sources (
  application_id bigint not null references applications (id) on delete cascade,
  position integer not null,
  repository_id bigint,
  url text not null,
  revision text not null,
  primary key (application_id, position)
);
create index application_sources_by_repository on application_sources (repository_id);

create table application_events (
  id integer primary key autoincrement,
  application_id bigint not null references applications (id) on delete cascade,
  name text not null,
  reason text not null,
  type text not null,
  message text not null,
  username text not null,
  component text not null,
  first_at bigint not null,
  last_at bigint not null,
  count bigint not null
);
create index application_events_by_time on application_events (application_id, last_at, id);
