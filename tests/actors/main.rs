//! Who is who, measured: coreference on GUM, participants on the news set, offices and namesakes on tables of our own.

mod confusable;
mod coref_gum;
mod home;
mod measure;
mod participants;
mod seed;
