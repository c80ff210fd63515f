//! `graph.json`: golden, schema, and what D3 and networkx need of it.

use crate::{bytes, golden, sample};
use diplograph::export::{ExportFormat, JsonOptions, write_json};
use serde_json::Value;
use std::collections::BTreeSet;

fn document(view: &diplograph::export::GraphView) -> Value {
    serde_json::from_slice(&bytes(view, ExportFormat::Json)).unwrap()
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../../data/schema/graph.schema.json")).unwrap()
}

#[test]
fn small_graph_is_written_as_agreed() {
    golden(
        "small.json",
        &String::from_utf8(bytes(&sample::small(), ExportFormat::Json)).unwrap(),
    );
}

#[test]
fn every_document_keeps_to_the_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for view in [
        sample::small(),
        sample::large(),
        sample::nasty("\"\\\u{0}<&>\n"),
        Default::default(),
    ] {
        let errors: Vec<String> = validator
            .iter_errors(&document(&view))
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn schema_refuses_what_is_wrong() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let good = document(&sample::small());
    let spoilt: [fn(&mut Value); 6] = [
        |d| d["nodes"][0]["kind"] = "robot".into(),
        |d| d["nodes"][0]["surprise"] = 1.into(),
        |d| d["links"][0]["role"] = "friend".into(),
        |d| _ = d.as_object_mut().unwrap().remove("edges"),
        |d| d["schema_version"] = "2.0".into(),
        |d| d["articles"][0]["published"] = "yesterday".into(),
    ];
    for (n, spoil) in spoilt.iter().enumerate() {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert!(!validator.is_valid(&bad), "spoilt document {n} passes");
    }
}

#[test]
fn schema_lists_what_the_ontology_lists() {
    use diplograph::ontology::{Action, ActorKind, Context, EventType, Mode, Polarity, Quad, Role, Sector, Status};
    let schema = schema();
    let listed = |name: &str| -> Vec<String> {
        let list = schema["$defs"][name]["enum"].as_array().unwrap_or_else(|| panic!("no list {name}"));
        list.iter().map(|v| v.as_str().unwrap().to_owned()).collect()
    };
    let names = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        listed("eventType"),
        names(&EventType::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>())
    );
    assert_eq!(listed("mode"), names(&Mode::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>()));
    assert_eq!(listed("action"), names(&Action::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>()));
    assert_eq!(listed("status"), names(&Status::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>()));
    assert_eq!(
        listed("actorKind"),
        names(&ActorKind::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>())
    );
    assert_eq!(listed("quad"), names(&Quad::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>()));
    assert_eq!(
        listed("context"),
        names(&Context::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>())
    );
    // Topics hang on their events by their polarity.
    let roles = Role::ALL.iter().map(|v| v.as_str());
    let links: Vec<_> = roles.chain(Polarity::ALL.iter().map(|v| v.as_str())).collect();
    assert_eq!(listed("role"), names(&links));
    assert_eq!(listed("sector"), names(&Sector::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>()));
}

#[test]
fn links_stand_twice_join_known_nodes_and_are_told_apart() {
    let document = document(&sample::large());
    assert_eq!(document["links"], document["edges"]);
    let nodes = document["nodes"].as_array().unwrap();
    let ids: BTreeSet<&str> = nodes.iter().map(|n| n["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), nodes.len(), "an id stands twice");
    let mut seen = BTreeSet::new();
    for link in document["links"].as_array().unwrap() {
        let [source, target, key] = ["source", "target", "key"].map(|k| link[k].as_str().unwrap());
        assert!(ids.contains(source) && ids.contains(target), "{link}");
        assert!(seen.insert((source, target, key)), "{link} stands twice");
    }
}

#[test]
fn evidence_and_roles_can_be_followed() {
    let document = document(&sample::small());
    let articles: BTreeSet<&str> = document["articles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["id"].as_str().unwrap())
        .collect();
    let events: Vec<&Value> = document["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|n| n["node_type"] == "event")
        .collect();
    assert!(!events.is_empty());
    for event in events {
        let evidence = event["evidence"].as_array().unwrap();
        assert!(!evidence.is_empty());
        for one in evidence {
            assert!(articles.contains(one["article"].as_str().unwrap()));
            assert!(!one["text"].as_str().unwrap().is_empty() && !one["rule"].as_str().unwrap().is_empty());
        }
    }
    let has = |source: &str, role: &str| {
        let links = document["links"].as_array().unwrap();
        links
            .iter()
            .any(|l| l["source"].as_str().unwrap().starts_with(source) && l["role"] == role)
    };
    assert!(has("person:macron", "actor") && has("event:", "recipient") && has("event:", "not_discussed"));
}

#[test]
fn compact_form_holds_the_same() {
    let mut out = Vec::new();
    write_json(&sample::small(), &JsonOptions::compact(), &mut out).unwrap();
    assert_eq!(out.iter().filter(|b| **b == b'\n').count(), 1);
    assert_eq!(serde_json::from_slice::<Value>(&out).unwrap(), document(&sample::small()));
}

/// Runs where Python has networkx; prints that it was left out elsewhere.
#[test]
fn networkx_reads_it_as_it_is() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let has = std::process::Command::new(&python).args(["-c", "import networkx"]).output();
    if !has.is_ok_and(|o| o.status.success()) {
        eprintln!("left out: {python} has no networkx");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.json");
    std::fs::write(&path, bytes(&sample::large(), ExportFormat::Json)).unwrap();
    let script = "
import json, sys, warnings, networkx as nx
warnings.simplefilter('ignore')
data = json.load(open(sys.argv[1]))
graphs = [nx.node_link_graph(dict(data))]
for keyword in ('edges', 'link'):
    for value in ('links', 'edges'):
        try: graphs.append(nx.node_link_graph(dict(data), **{keyword: value}))
        except TypeError: pass
for g in graphs:
    assert g.is_directed() and g.is_multigraph()
    assert g.number_of_nodes() == len(data['nodes']) and g.number_of_edges() == len(data['links'])
    assert all('node_type' in d for _, d in g.nodes(data=True))
print(len(graphs))
";
    let output = std::process::Command::new(&python)
        .args(["-c", script])
        .arg(&path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
