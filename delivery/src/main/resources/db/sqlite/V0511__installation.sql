create table installation (
  one integer primary key,
  name text not null
);
