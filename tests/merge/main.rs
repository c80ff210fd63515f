//! Merging and storing, from outside: gold tables, properties, kills, full disks.

mod corrections;
mod gold;
#[allow(unreachable_pub)]
#[path = "../benches/news.rs"]
mod news;
mod properties;
mod query;
mod read;
mod store;
