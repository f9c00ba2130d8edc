create table namespaces (
  id integer primary key autoincrement,
  kind text not null,
  name text not null,
  name_folded text not null,
  path text not null,
  path_folded text not null unique,
  owner_id bigint references users (id),
  description text not null default '',
  visibility integer not null default 20,
  share_with_group_lock boolean not null default false,
  avatar text,
  search_text text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index namespaces_by_owner on namespaces (owner_id);
create index namespaces_by_name on namespaces (name_folded);

create table group_members (
  id integer primary key autoincrement,
  namespace_id bigint not null references namespaces (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  level integer not null,
  created_at bigint not null,
  created_by bigint,
  unique (namespace_id, user_id)
);
create index group_members_by_user on group_members (user_id, namespace_id, level);

create table projects (
  id integer primary key autoincrement,
  namespace_id bigint not null references namespaces (id),
  name text not null,
  name_folded text not null,
  path text not null,
  path_folded text not null,
  description text,
  visibility integer not null default 0,
  archived boolean not null default false,
  pending_delete boolean not null default false,
  default_branch text,
  creator_id bigint not null,
  issues_enabled boolean not null default true,
  merge_requests_enabled boolean not null default true,
  wiki_enabled boolean not null default true,
  builds_enabled boolean not null default true,
  snippets_enabled boolean not null default false,
  container_registry_enabled boolean not null default true,
  shared_runners_enabled boolean not null default true,
  public_builds boolean not null default true,
  forked_from_id bigint references projects (id) on delete set null,
  star_count integer not null default 0,
  forks_count integer not null default 0,
  runners_token text not null,
  avatar text,
  import_url text,
  search_text text not null,
  created_at bigint not null,
  updated_at bigint not null,
  last_activity_at bigint not null,
  unique (namespace_id, path_folded),
  unique (namespace_id, name)
);
create index projects_by_visibility on projects (visibility, id);
create index projects_by_fork on projects (forked_from_id);

create table project_members (
  id integer primary key autoincrement,
  project_id bigint not null references projects (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  level integer not null,
  created_at bigint not null,
  created_by bigint,
  unique (project_id, user_id)
);
create index project_members_by_user on project_members (user_id, project_id, level);

create table project_shares (
  id integer primary key autoincrement,
  project_id bigint not null references projects (id) on delete cascade,
  namespace_id bigint not null references namespaces (id) on delete cascade,
  level integer not null,
  created_at bigint not null,
  unique (project_id, namespace_id)
);
create index project_shares_by_namespace on project_shares (namespace_id, project_id, level);

create table protected_branches (
  id integer primary key autoincrement,
  project_id bigint not null references projects (id) on delete cascade,
  name text not null,
  developers_can_push boolean not null default false,
  developers_can_merge boolean not null default false,
  created_at bigint not null,
  unique (project_id, name)
);

create table stars (
  user_id bigint not null references users (id) on delete cascade,
  project_id bigint not null references projects (id) on delete cascade,
  created_at bigint not null,
  primary key (user_id, project_id)
);
create index stars_by_project on stars (project_id);

create table grants (
  namespace_id bigint primary key references namespaces (id) on delete cascade,
  body text not null,
  updated_at bigint not null
);

create table policies (
  namespace_id bigint primary key references namespaces (id) on delete cascade,
  body text not null,
  updated_at bigint not null
);

create view project_levels (project_id, user_id, level) as
select project_id, user_id, level from project_members
union all
select p.id, m.user_id, m.level
from projects p join group_members m on m.namespace_id = p.namespace_id
union all
select s.project_id, m.user_id, case when m.level < s.level then m.level else s.level end
from project_shares s
join projects p on p.id = s.project_id
join namespaces n on n.id = p.namespace_id and not n.share_with_group_lock
join group_members m on m.namespace_id = s.namespace_id
union all
select p.id, n.owner_id, 50
from projects p join namespaces n on n.id = p.namespace_id
where n.owner_id is not null;

create view namespace_levels (namespace_id, user_id, level) as
select namespace_id, user_id, level from group_members
union all
select id, owner_id, 50 from namespaces where owner_id is not null;
