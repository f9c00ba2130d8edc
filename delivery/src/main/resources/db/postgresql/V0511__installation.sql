create table installation (
  one bigint primary key,
  name text not null
);
