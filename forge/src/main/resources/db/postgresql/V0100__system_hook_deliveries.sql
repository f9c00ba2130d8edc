alter table hook_deliveries alter column hook_id drop not null;
alter table hook_deliveries add column system_hook_id bigint
  references system_hooks (id) on delete cascade;
alter table hook_deliveries add column host text not null default '';
alter table hook_deliveries add unique (system_hook_id, event_key);
