//! Who is who, measured: coreference on GUM, participants on the news set, offices and namesakes on tables of our own.

mod coref_gum;
mod measure;
mod participants;
