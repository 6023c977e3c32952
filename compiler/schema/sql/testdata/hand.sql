/* by hand, /* nested */ as people write it */
DROP TABLE IF EXISTS a, b CASCADE;
create table if not exists Customers (
  ID        bigserial primary key,
  name      varchar(80) not null default E'a\'b;',
  born      date,
  level     int check (level between 0 and 9),
  parent    bigint references customers(id) on delete set null,
  langs     varchar(8) array[4],
  made      timestamptz(0) not null default now(),
  unique (name),
  foreign key (parent) references customers (id)
);
create table visits (
  patient_id bigint NOT NULL,
  at         timestamptz(3) NOT NULL,
  primary key (patient_id, at)
);
alter table visits add column if not exists ward text not null, add note text, alter note set not null, drop column if exists x;
alter table visits rename column ward to station;
alter table visits alter column note type varchar(20), alter note drop not null;
set search_path to sales, public;
create table deals (id uuid primary key, amount money, size float(20), wide numeric(60, 4));
