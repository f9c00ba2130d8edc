alter table project_policies add column policy text;
