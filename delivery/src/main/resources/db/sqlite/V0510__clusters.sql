create table clusters (
  id integer primary key autoincrement,
  name text not null unique,
  server text not null unique,
  connection text not null,
  bind_administrators boolean not null,
  created_at bigint not null,
  updated_at bigint not null
);
