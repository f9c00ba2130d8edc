create table label_subscriptions (
  label_id bigint not null references labels (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  created_at bigint not null,
  primary key (label_id, user_id)
);
create index label_subscriptions_by_user on label_subscriptions (user_id);
