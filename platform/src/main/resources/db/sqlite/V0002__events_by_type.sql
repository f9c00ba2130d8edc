create index events_by_type on events (type, id);
