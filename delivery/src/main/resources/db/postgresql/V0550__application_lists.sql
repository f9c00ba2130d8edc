-- The instance of the application that made this one, as its tracking annotation says; empty when none did.
alter table applications add column parent text not null default '';
update applications set parent = split_part(coalesce(metadata::jsonb -> 'annotations' ->> 'argocd.argoproj.io/tracking-id', ''), ':', 1)
where coalesce(metadata::jsonb -> 'annotations' ->> 'argocd.argoproj.io/tracking-id', '') like '%:%';
create index applications_by_parent on applications (namespace_id, parent);
-- A page is found in one of these alone: the rows behind them are wide, and only those of the page are read.
create index applications_by_creation on applications (namespace_id, created_at, name, id);
create index applications_by_sync on applications (namespace_id, sync_status, name, id);
create index applications_by_health on applications (namespace_id, health_status, name, id);
