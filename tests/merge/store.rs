//! The store loses nothing: kills, second writers, full disks, folders without leave to write, damaged and newer files.

use crate::properties::{bytes, crowded};
use diplograph::document::Article;
use diplograph::graph::{Corrections, KnowledgeGraph};
use diplograph::query::{TalksFilter, talks_in};
use diplograph::span::ArticleId;
use diplograph::store::{Part, Saved, Store, write_whole};
use diplograph::{Error, EventRecord};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const EXTRACTOR: &str = "test-1";

fn article(id: &ArticleId, text: &str) -> Article {
    Article {
        id: id.clone(),
        title: Some("A title".to_owned()),
        text: text.into(),
        published: None,
        source: None,
        url: None,
    }
}

fn by_article(records: &[EventRecord]) -> BTreeMap<ArticleId, Vec<EventRecord>> {
    let mut found: BTreeMap<ArticleId, Vec<EventRecord>> = BTreeMap::new();
    for record in records {
        found.entry(record.article.clone()).or_default().push(record.clone());
    }
    found
}

/// A store with these records, merged and saved.
pub(crate) fn filled(path: &Path, records: &[EventRecord]) -> Store {
    let mut store = Store::open(path).unwrap();
    let mut batch = store.batch().unwrap();
    for (id, records) in by_article(records) {
        batch.add_article(&article(&id, "Some text."), EXTRACTOR, &records).unwrap();
    }
    batch.commit().unwrap();
    save(&mut store);
    store
}

fn save(store: &mut Store) {
    store.settle(&Corrections::none(), |_, _, _| Ok::<_, Error>(())).unwrap();
}

fn merged_bytes(store: &Store) -> String {
    bytes(&store.merge(&Corrections::none()).unwrap().0)
}

fn wrong(result: Result<Store, Error>, words: &str) {
    let message = result.expect_err("this store must not open").to_string();
    assert!(message.contains(words), "{message}");
}

#[test]
fn what_is_put_in_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let records = crowded(31, 120);
    let store = filled(&folder.path().join("a.db"), &records);
    let direct = diplograph::graph::KnowledgeGraph::from_records(&records, &Corrections::none());
    assert_eq!(merged_bytes(&store), bytes(&direct));
    assert!(store.is_merged().unwrap());
    assert_eq!(bytes(&store.load_graph(&Part::default()).unwrap()), bytes(&direct));
    store.check().unwrap();
    assert_eq!(store.articles().unwrap().iter().map(|a| a.records).sum::<usize>(), records.len());
}

#[test]
fn a_part_of_the_graph_looks_as_in_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let records = crowded(31, 120);
    let mut store = filled(&folder.path().join("a.db"), &records);
    let corrections = Corrections::parse("same: Person Nr1 = Person Nr2\nactor: rename person:4 = Number Four").unwrap();
    let (whole, _) = store.merge(&corrections).unwrap();
    store.save_graph(&whole).unwrap();
    let actor = whole.actors().find(|a| a.name == "Number Four").unwrap();
    let part = store
        .load_graph(&Part {
            actor: Some(actor.id.clone()),
            ..Part::default()
        })
        .unwrap();
    assert_eq!(part.event_count(), actor.events);
    for event in part.events() {
        assert_eq!(Some(&event), whole.event(&event.id).as_ref());
    }
    assert_eq!(part.actor(&actor.id).unwrap().name, "Number Four");
    let event = whole.events().next().unwrap();
    let one = store
        .load_graph(&Part {
            event: Some(event.id.clone()),
            ..Part::default()
        })
        .unwrap();
    assert_eq!(one.events().collect::<Vec<_>>(), [event]);
}

#[test]
fn known_articles_are_known_changed_ones_replaced_removed_ones_gone() {
    let folder = tempfile::tempdir().unwrap();
    let records = crowded(31, 60);
    let path = folder.path().join("a.db");
    let mut store = filled(&path, &records);
    let before = merged_bytes(&store);
    let groups = by_article(&records);
    let (id, first) = groups.iter().next().unwrap();
    assert!(store.is_current(&article(id, "Some text."), EXTRACTOR).unwrap());
    assert!(!store.is_current(&article(id, "Other text."), EXTRACTOR).unwrap());
    assert!(!store.is_current(&article(id, "Some text."), "test-2").unwrap());
    // Again: nothing changes.
    store.add_article(&article(id, "Some text."), EXTRACTOR, first).unwrap();
    assert_eq!(merged_bytes(&store), before);
    // Changed: its old records are gone.
    store.add_article(&article(id, "Other text."), EXTRACTOR, &[]).unwrap();
    assert!(store.records().unwrap().iter().all(|r| r.article != *id));
    assert!(!store.is_merged().unwrap());
    assert!(
        store
            .load_graph(&Part::default())
            .unwrap_err()
            .to_string()
            .contains("changed since the last merge")
    );
    // Back again: as before.
    store.add_article(&article(id, "Some text."), EXTRACTOR, first).unwrap();
    assert_eq!(merged_bytes(&store), before);
    assert!(store.remove_article(id).unwrap());
    assert!(!store.remove_article(id).unwrap());
    store.add_article(&article(id, "Some text."), EXTRACTOR, first).unwrap();
    assert_eq!(merged_bytes(&store), before);
    // Saving writes what changed and no more.
    let (graph, _) = store.merge(&Corrections::none()).unwrap();
    let saved = store.save_graph(&graph).unwrap();
    assert_eq!((saved.written, saved.removed), (0, 0));
    assert_eq!(saved.kept, graph.event_count());
}

#[test]
fn the_views_answer_plain_sql() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let records = crowded(31, 120);
    let store = filled(&path, &records);
    drop(store);
    let db = rusqlite::Connection::open(&path).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let graph = diplograph::graph::KnowledgeGraph::from_records(&records, &Corrections::none());
    assert_eq!(count("SELECT count(*) FROM events"), graph.event_count() as i64);
    assert_eq!(count("SELECT count(*) FROM actors"), graph.actor_count() as i64);
    assert_eq!(
        count("SELECT count(*) FROM evidence"),
        records.iter().map(|r| r.mentions.len() as i64).sum::<i64>()
    );
    assert_eq!(count("SELECT count(*) FROM events WHERE sentence IS NULL"), 0);
    assert!(count("SELECT count(*) FROM talks WHERE actor = 'Person Nr1' OR partner = 'Person Nr1'") > 0);
    assert_eq!(
        count("SELECT count(*) FROM talks WHERE sentence IS NULL OR actor_id >= partner_id"),
        0
    );
}

/// Run as another process by the tests below: fills the store article by article, then merges and writes a file of it.
#[test]
fn writer_in_another_process() {
    let Some(path) = std::env::var_os("DIPLOGRAPH_TEST_STORE") else {
        return;
    };
    let path = Path::new(&path);
    let mut store = Store::open(path).unwrap();
    for (id, records) in by_article(&crowded(41, 150)) {
        let article = article(&id, "Some text.");
        if !store.is_current(&article, EXTRACTOR).unwrap() {
            store.add_article(&article, EXTRACTOR, &records).unwrap();
        }
    }
    let write = |graph: &KnowledgeGraph, _: &_, _: Saved| {
        let text = bytes(graph);
        // In pieces, so that a kill may fall between them.
        write_whole(path.with_extension("json"), |out| {
            text.as_bytes().chunks(512).try_for_each(|piece| out.write_all(piece))
        })
    };
    store.settle(&Corrections::none(), write).unwrap();
}

fn writer(path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "store::writer_in_another_process"])
        .env("DIPLOGRAPH_TEST_STORE", path);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn a_kill_at_any_moment_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let undisturbed = folder.path().join("whole.db");
    let begun = Instant::now();
    assert!(writer(&undisturbed).status().unwrap().success());
    let takes = begun.elapsed();
    let store = Store::open(&undisturbed).unwrap();
    let expected = bytes(&store.load_graph(&Part::default()).unwrap());
    assert_eq!(std::fs::read_to_string(undisturbed.with_extension("json")).unwrap(), expected);
    let groups = by_article(&crowded(41, 150));
    let mut dice = crate::news::Dice(4711);
    let mut cut_short = 0;
    for round in 0..50 {
        let path = folder.path().join(format!("{round}.db"));
        let mut child = writer(&path).spawn().unwrap();
        std::thread::sleep(takes.mul_f64(dice.below(1000) as f64 / 1000.0));
        child.kill().unwrap();
        child.wait().unwrap();
        let written = || std::fs::read_to_string(path.with_extension("json"));
        assert!(
            written().is_err() || written().unwrap() == expected,
            "half a file after a kill in round {round}"
        );
        if path.exists() {
            // What is there is whole: every article with all its records, and the merged tables of some whole state.
            let store = Store::open(&path).unwrap();
            store.check().unwrap();
            let articles = store.articles().unwrap();
            for stored in &articles {
                assert_eq!(stored.records, groups[&stored.id].len(), "{}", stored.id);
            }
            cut_short += usize::from(articles.len() < groups.len() || !store.is_merged().unwrap());
            if store.is_merged().unwrap() {
                assert_eq!(bytes(&store.load_graph(&Part::default()).unwrap()), merged_bytes(&store));
            }
        }
        assert!(writer(&path).status().unwrap().success());
        let store = Store::open(&path).unwrap();
        assert_eq!(
            bytes(&store.load_graph(&Part::default()).unwrap()),
            expected,
            "after a kill in round {round}"
        );
        assert_eq!(written().unwrap(), expected, "after a kill in round {round}");
    }
    assert!(cut_short >= 10, "only {cut_short} of 50 kills came in time to disturb anything");
}

#[test]
fn two_writers_take_turns_or_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    // That they may all want to make the tables at once, several times.
    for path in (0..8).map(|i| folder.path().join(format!("{i}.db"))).chain([path.clone()]) {
        let mut children: Vec<_> = (0..4).map(|_| writer(&path).spawn().unwrap()).collect();
        for child in &mut children {
            assert!(child.wait().unwrap().success());
        }
    }
    let store = Store::open(&path).unwrap();
    store.check().unwrap();
    let direct = diplograph::graph::KnowledgeGraph::from_records(crowded(41, 150), &Corrections::none());
    assert_eq!(bytes(&store.load_graph(&Part::default()).unwrap()), bytes(&direct));

    let mut one = Store::open(&path).unwrap();
    let mut other = Store::open_with_patience(&path, Duration::from_millis(50)).unwrap();
    let mut batch = one.batch().unwrap();
    let message = other.batch().unwrap_err().to_string();
    assert!(message.contains("being written by another diplograph"), "{message}");
    batch.add_article(&article(&ArticleId::new("x"), "x"), EXTRACTOR, &[]).unwrap();
    batch.commit().unwrap();
    other.remove_article(&ArticleId::new("x")).unwrap();
}

#[test]
fn nobody_changes_what_is_being_merged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let records = crowded(31, 60);
    let mut store = filled(&path, &records);
    let before = merged_bytes(&store);
    store.add_article(&article(&ArticleId::new("new"), "New."), EXTRACTOR, &[]).unwrap();
    // What fails at its end changes nothing but keeps what was read.
    let failed = store.settle(&Corrections::none(), |_, _, _| {
        Err::<(), _>(Error::io("graph.json", std::io::Error::other("full")))
    });
    assert!(failed.unwrap_err().to_string().contains("graph.json: full"));
    assert!(!store.is_merged().unwrap());
    let merged = store.settle(&Corrections::none(), |graph, _, saved| {
        let mut other = Store::open_with_patience(&path, Duration::from_millis(50))?;
        let message = other.batch().map(drop).unwrap_err().to_string();
        assert!(message.contains("being written by another diplograph"), "{message}");
        // Readers see the records meanwhile.
        assert_eq!(Store::open_read_only(&path)?.records()?.len(), records.len());
        assert_eq!(saved.kept, graph.event_count());
        Ok::<_, Error>(bytes(graph))
    });
    assert_eq!(merged.unwrap(), before);
    assert!(store.is_merged().unwrap());
}

#[test]
fn a_reader_works_while_a_writer_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let records = crowded(31, 60);
    let mut writer = filled(&path, &records);
    let before = records.len();
    let mut batch = writer.batch().unwrap();
    batch
        .add_article(&article(&ArticleId::new("new"), "New."), EXTRACTOR, &[records[0].clone()])
        .unwrap();
    let reader = Store::open_read_only(&path).unwrap();
    assert_eq!(reader.records().unwrap().len(), before);
    batch.commit().unwrap();
    assert_eq!(reader.records().unwrap().len(), before + 1);
}

#[test]
fn stores_that_cannot_be_opened_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    wrong(Store::open(at("no/such/folder/a.db")), "its folder does not exist");
    wrong(Store::open(folder.path()), "cannot be opened");
    wrong(Store::open_read_only(at("missing.db")), "there is no store here");
    // A folder of the kernel's, in which nobody makes files, stands for all that are read-only.
    if Path::new("/proc/self").is_dir() {
        wrong(Store::open("/proc/diplograph.db"), "may not be written");
    }
    std::fs::write(
        at("text.db"),
        "This is a text, and long enough that nobody takes it for an empty file.\n".repeat(20),
    )
    .unwrap();
    wrong(Store::open(at("text.db")), "is no store");
    std::fs::write(at("empty.db"), "").unwrap();
    wrong(Store::open_read_only(at("empty.db")), "holds no graph yet");
    let other = rusqlite::Connection::open(at("other.db")).unwrap();
    other.execute_batch("CREATE TABLE t (x)").unwrap();
    drop(other);
    wrong(Store::open(at("other.db")), "no diplograph store");
    drop(Store::open(at("newer.db")).unwrap());
    let newer = rusqlite::Connection::open(at("newer.db")).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    wrong(Store::open(at("newer.db")), "version 99");
    wrong(Store::open_read_only(at("newer.db")), "update diplograph");
    let older = rusqlite::Connection::open(at("newer.db")).unwrap();
    older.pragma_update(None, "user_version", 1).unwrap();
    drop(older);
    wrong(Store::open(at("newer.db")), "build anew");
    wrong(Store::open_read_only(at("newer.db")), "version 1,");
}

#[test]
fn a_damaged_store_is_told_from_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    drop(filled(&path, &crowded(31, 200)));
    let mut bytes = std::fs::read(&path).unwrap();
    for block in bytes.chunks_mut(4096).skip(1) {
        block[..64].fill(0xa5);
    }
    std::fs::write(&path, bytes).unwrap();
    let failed = match Store::open(&path) {
        Ok(store) => store.check().and_then(|()| store.records().map(drop)).unwrap_err(),
        Err(error) => error,
    };
    assert!(failed.to_string().contains("is damaged"), "{failed}");
}

#[test]
fn whatever_is_damaged_is_told_with_its_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    for damage in [
        "DROP TABLE meta",
        "UPDATE article SET id = CAST(x'ff' AS TEXT) WHERE num = 1",
        "UPDATE event SET contact = 'torn'",
        "UPDATE event SET start = 'someday'",
    ] {
        let _ = std::fs::remove_file(&path);
        drop(filled(&path, &crowded(31, 60)));
        rusqlite::Connection::open(&path).unwrap().execute_batch(damage).unwrap();
        let store = Store::open_read_only(&path).unwrap();
        let all = [
            store.is_merged().map(drop),
            store.articles().map(drop),
            talks_in(&store, &TalksFilter::default()).map(drop),
        ];
        let said: Vec<String> = all.into_iter().filter_map(Result::err).map(|e| e.to_string()).collect();
        assert_eq!(said.len(), 1, "{damage}: {said:?}");
        assert!(
            said[0].contains("the store is damaged") && said[0].contains("build anew"),
            "{damage}: {said:?}"
        );
    }
}

#[test]
fn an_article_whose_record_cannot_be_read_is_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let records = crowded(31, 60);
    let before = merged_bytes(&filled(&path, &records));
    let groups = by_article(&records);
    let (torn, own) = groups.iter().next().unwrap();
    for damage in ["'{\"half'", "CAST(x'ff' AS TEXT)", "7"] {
        let sql = format!("UPDATE record SET json = {damage} WHERE article = (SELECT num FROM article WHERE id = ?1)");
        let db = rusqlite::Connection::open(&path).unwrap();
        assert!(db.execute(&sql, [torn.as_str()]).unwrap() > 0);
        drop(db);
        let mut store = Store::open(&path).unwrap();
        let asked = store.load_graph(&Part::default()).unwrap_err().to_string();
        let failed = store
            .settle(&Corrections::none(), |_, _, _| Ok::<_, Error>(()))
            .unwrap_err()
            .to_string();
        for said in [asked, failed] {
            assert!(
                said.contains(&format!("a record of the article \"{torn}\" cannot be read")),
                "{said}"
            );
        }
        for id in groups.keys() {
            assert_eq!(store.is_current(&article(id, "Some text."), EXTRACTOR).unwrap(), id != torn, "{id}");
        }
        store.add_article(&article(torn, "Some text."), EXTRACTOR, own).unwrap();
        save(&mut store);
        assert_eq!(merged_bytes(&store), before);
    }
}

#[test]
fn a_read_only_copy_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let records = crowded(31, 60);
    drop(filled(&path, &records));
    let mut leave = std::fs::metadata(&path).unwrap().permissions();
    leave.set_readonly(true);
    std::fs::set_permissions(&path, leave).unwrap();
    assert_eq!(Store::open_read_only(&path).unwrap().records().unwrap().len(), records.len());
}

#[test]
fn outputs_are_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let goal = folder.path().join("graph.json");
    write_whole(&goal, |out| out.write_all(b"old")).unwrap();
    let failed = write_whole(&goal, |out| {
        out.write_all(b"half of the new")?;
        Err(std::io::Error::other("no space left on device"))
    });
    assert!(failed.unwrap_err().to_string().contains("graph.json: no space left"));
    assert_eq!(std::fs::read(&goal).unwrap(), b"old");
    write_whole(&goal, |out| out.write_all(b"new")).unwrap();
    assert_eq!(std::fs::read(&goal).unwrap(), b"new");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "something was left beside the goal"
    );
    assert!(write_whole(folder.path().join("no/graph.json"), |_| Ok(())).is_err());
    assert!(
        write_whole(folder.path(), |_| Ok(()))
            .unwrap_err()
            .to_string()
            .contains("name the file")
    );
}

#[test]
fn what_killed_runs_left_beside_an_output_is_removed_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let hours_ago = std::time::SystemTime::now() - Duration::from_secs(2 * 3600);
    // No process has a number so high.
    let old = [".graph.json.4999999.part", ".graph.dot.4999999.part", ".graph.json.mine.part"];
    for name in old {
        std::fs::File::create(at(name)).unwrap().set_modified(hours_ago).unwrap();
    }
    std::fs::write(at(".graph.json.4999998.part"), "half").unwrap();
    write_whole(at("graph.json"), |out| out.write_all(b"new")).unwrap();
    assert!(!at(old[0]).exists());
    for kept in [old[1], old[2], ".graph.json.4999998.part"] {
        assert!(at(kept).exists(), "{kept}");
    }
}

#[cfg(unix)]
#[test]
fn outputs_go_into_pipes_and_through_links_and_leave_them_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);

    assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = at("pipe");
        move || std::fs::read(pipe).unwrap()
    });
    write_whole(at("pipe"), |out| out.write_all(b"through the pipe")).unwrap();
    assert_eq!(reader.join().unwrap(), b"through the pipe");

    std::fs::write(at("graph.json"), b"old").unwrap();
    std::os::unix::fs::symlink(at("graph.json"), at("link.json")).unwrap();
    write_whole(at("link.json"), |out| out.write_all(b"new")).unwrap();
    assert_eq!(std::fs::read(at("graph.json")).unwrap(), b"new");
    assert!(at("link.json").is_symlink());
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        3,
        "something was left beside the goals"
    );
}
