//! Merging and storing, from outside: gold tables, properties, kills, full disks.

mod gold;
