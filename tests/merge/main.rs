//! Merging and storing, from outside: gold tables, properties, kills, full disks.

mod corrections;
mod gold;
#[path = "../../benches/news.rs"]
mod news;
mod properties;
mod query;
mod store;
