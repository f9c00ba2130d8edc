create table application_snapshots (
  application_id bigint not null references applications (id) on delete cascade,
  deployment_id bigint not null,
  body blob not null,
  created_at bigint not null,
  primary key (application_id, deployment_id)
);
