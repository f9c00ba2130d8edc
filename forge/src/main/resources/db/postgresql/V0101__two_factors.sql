create table two_factors (
  user_id bigint primary key references users (id) on delete cascade,
  secret_sealed text not null,
  last_step bigint not null default 0,
  created_at bigint not null,
  confirmed_at bigint
);

create table recovery_codes (
  code_hash text primary key,
  user_id bigint not null references users (id) on delete cascade
);
create index recovery_codes_by_user on recovery_codes (user_id);
