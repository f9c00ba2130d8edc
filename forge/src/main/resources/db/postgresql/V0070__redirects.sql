create table namespace_redirects (
  path_folded text primary key,
  namespace_id bigint not null references namespaces (id) on delete cascade
);
create index namespace_redirects_by_namespace on namespace_redirects (namespace_id);

create table project_redirects (
  namespace_id bigint not null references namespaces (id) on delete cascade,
  path_folded text not null,
  project_id bigint not null references projects (id) on delete cascade,
  primary key (namespace_id, path_folded)
);
create index project_redirects_by_project on project_redirects (project_id);
