create table project_policies (
  namespace_id bigint primary key references namespaces (id) on delete cascade,
  sync_windows text not null
);
