//! Names of persons: cleaning them, finding the surname, telling that two spellings are one name.

use diplograph::resources::fold::{fold, fold_lower};

/// Particles that belong to the surname that follows.
const PARTICLES: [&str; 34] = [
    "de", "von", "van", "der", "den", "ten", "ter", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "al", "el", "ben",
    "bin", "ibn", "abu", "ould", "ag", "zu", "zur", "vom", "san", "st", "mac", "bou", "ait", "af",
];

/// Styles and ranks that stand before a name and are no part of it.
const STYLES: [&str; 31] = [
    "Sir",
    "Dr.",
    "Dr",
    "Gen.",
    "Sr.",
    "Lt.",
    "Col.",
    "Maj.",
    "Brig.",
    "Adm.",
    "Capt.",
    "Mr.",
    "Mrs.",
    "Ms.",
    "Dame",
    "Lord",
    "Baroness",
    "Ambassador",
    "Tan",
    "Sri",
    "Datuk",
    "Dato'",
    "Dato",
    "H.E.",
    "Prof.",
    "Fmr.",
    "Hon.",
    "General",
    "Tun",
    "Ratu",
    "Lieutenant",
];

/// The name without styles, brackets, nicknames in quotes, capitals and clutter; `None` where nothing usable is left.
pub(crate) fn clean(raw: &str) -> Option<String> {
    let mut name = raw.replace(['\u{200e}', '\u{200f}'], "");
    name = name.replace(['’', '‘', 'ʻ', 'ʼ', '`'], "'").replace(['“', '”'], "\"");
    if let Some(rest) = name.strip_prefix("Chargé d'Affaires") {
        name = rest.trim().trim_start_matches("Ambassador").to_owned();
    }
    name = name.split(';').next()?.to_owned();
    for (open, close) in [('(', ')'), ('"', '"')] {
        while let Some(from) = name.find(open) {
            let to = name[from + 1..].find(close).map_or(name.len(), |to| from + 1 + to + 1);
            name.replace_range(from..to, " ");
        }
    }
    for cut in [", Jr", ", Jnr", ", Sr", ", Marquis", " represented by"] {
        if let Some(at) = name.find(cut) {
            name.truncate(at);
        }
    }
    if raw.starts_with("represented by") || raw.starts_with('-') || raw.contains(" and Captain") || name.contains(" in 20") {
        return None;
    }
    let mut words: Vec<String> = name.split_whitespace().map(recase).collect();
    while words.len() > 2 && (words[0] == "-Elect" || words[0] == "-elect" || STYLES.contains(&words[0].as_str())) {
        words.remove(0);
    }
    let name = words.join(" ").trim_matches([',', '-', ' ']).to_owned();
    let latin = |c: char| !c.is_alphabetic() || fold(&c.to_string()).is_ascii() || ('\u{1e00}'..='\u{1eff}').contains(&c);
    (name.chars().all(latin) && name.chars().filter(|c| c.is_alphabetic()).count() > 2 && name != "person").then_some(name)
}

/// A word in capitals with capital first letters only; Roman numerals and initials stay.
fn recase(word: &str) -> String {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let roman = letters.iter().all(|c| matches!(c, 'I' | 'V' | 'X'));
    if word == "Ii" || word == "Iii" {
        return word.to_uppercase();
    }
    let word = if let Some(rest) = word.strip_prefix("Mc").filter(|r| r.len() > 2 && r.chars().all(char::is_uppercase)) {
        return format!("Mc{}", recase(rest));
    } else if let Some(rest) = word.strip_prefix("Le").filter(|r| r.len() > 3 && r.chars().all(char::is_uppercase)) {
        return format!("Le{}", recase(rest));
    } else {
        word
    };
    if letters.len() < 3 || roman || word.contains('.') || !letters.iter().all(|c| c.is_uppercase()) {
        return word.to_owned();
    }
    let mut start = true;
    word.chars()
        .flat_map(|c| {
            let cased: Vec<char> = if start {
                c.to_uppercase().collect()
            } else {
                c.to_lowercase().collect()
            };
            start = !c.is_alphabetic();
            cased
        })
        .collect()
}

/// The canonical form: newspapers keep the ornaments of western Europe and drop those of other languages.
pub(crate) fn newspaper_form(name: &str) -> String {
    let latin1 = name.chars().all(|c| u32::from(c) < 0x100 && c != 'ı' && c != 'þ' && c != 'ð');
    if latin1 { name.to_owned() } else { fold(name) }
}

/// What one would call the person in short, or `None` where the whole name is always used.
pub(crate) fn surname(name: &str, country: &str) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    if words.len() < 2 || words.last().is_some_and(|w| w.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))) {
        return None;
    }
    let western = [
        "Joseph", "John", "Carrie", "Donald", "James", "Mark", "David", "Frank", "Eric", "Stephen", "Jason", "Andrew", "Paul", "Steve",
    ];
    match country {
        "CHN" | "KOR" | "PRK" => return (words.len() <= 3).then(|| words[0].to_owned()),
        "TWN" | "HKG" | "SGP" if !western.contains(&words[0]) && (words.len() == 3 || words[1].contains('-')) => {
            return Some(words[0].to_owned());
        }
        "KHM" | "MMR" | "LAO" => return None,
        "ETH" | "ERI" | "MNG" => return Some(words[0].to_owned()),
        _ => {}
    }
    if words.iter().any(|w| matches!(*w, "bin" | "ibn" | "bint")) || name.ends_with("Al Saud") || name.ends_with("Al Thani") {
        return None;
    }
    let mut from = words.len() - 1;
    if matches!(words[from], "Jr." | "Jr" | "II" | "III") && from > 1 {
        from -= 1;
    }
    let end = from;
    while from > 1 && PARTICLES.contains(&words[from - 1].to_lowercase().as_str()) {
        from -= 1;
    }
    Some(words[from..=end].join(" "))
}

/// Consonants of a name with what transliterations confuse made equal.
fn skeleton(name: &str) -> String {
    let mut text = fold_lower(name)
        .replace("kh", "h")
        .replace("gh", "g")
        .replace("dh", "d")
        .replace("sh", "s")
        .replace("ch", "c");
    text = text
        .replace("ph", "f")
        .replace("th", "t")
        .replace("zh", "z")
        .replace("dzh", "j")
        .replace("ts", "c")
        .replace("ou", "u");
    let mut out = String::new();
    for c in text.chars() {
        let c = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | '\'' | ' ' | '-' | '.' => continue,
            'q' | 'g' => 'k',
            'w' => 'v',
            'z' | 'c' => 's',
            'd' => 't',
            'b' => 'p',
            c => c,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Whether two names may be two spellings of one: the surnames' consonants agree and the first names do not disagree.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (fold_lower(a), fold_lower(b));
    let last = |n: &str| {
        skeleton(
            n.rsplit(' ')
                .next()
                .unwrap_or(n)
                .trim_start_matches("al-")
                .trim_start_matches("el-"),
        )
    };
    let start = |n: &str| skeleton(n.split(' ').next().unwrap_or(n)).chars().next();
    let (la, lb) = (last(&a), last(&b));
    let whole = (skeleton(&a), skeleton(&b));
    if whole.0 == whole.1 {
        return true;
    }
    let first = |n: &str| n.chars().next();
    if la.len() > 1 && (la == lb || (near(&la, &lb) && start(&a) == start(&b))) {
        return true;
    }
    // The same words in another order, or one name inside the other ("Guelleh Ismail Omar").
    let words = |n: &str| -> Vec<String> { n.split([' ', '-']).map(skeleton).filter(|w| w.len() > 1).collect() };
    let (wa, wb) = (words(&a), words(&b));
    let (short, long) = if wa.len() <= wb.len() { (&wa, &wb) } else { (&wb, &wa) };
    (short.len() > 1 && short.iter().all(|w| long.contains(w))) || (wa.len() == 1 && wb.contains(&wa[0]) && first(&a) == first(&b))
}

/// Whether two skeletons differ in one letter at most (and are long enough for that to mean little).
fn near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.len() < 3 || long.len() - short.len() > 1 {
        return false;
    }
    let front = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let back = short.iter().rev().zip(long.iter().rev()).take_while(|(x, y)| x == y).count();
    front + back + 1 >= long.len()
}

/// An id part: folded, lower case, words joined by hyphens.
pub(crate) fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in fold_lower(name).chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if c != '\'' && !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// Whether all words of one name (two at least) stand in the other, letter by letter: "Nawaz Sharif" and "Mian Nawaz Sharif".
pub(crate) fn within(a: &str, b: &str) -> bool {
    let (a, b) = (fold_lower(a), fold_lower(b));
    let (wa, wb): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let (short, long) = if wa.len() <= wb.len() { (wa, wb) } else { (wb, wa) };
    short.len() > 1 && short.iter().all(|w| long.contains(w)) && short.last() == long.last()
}

/// The skeleton of the last word.
pub(crate) fn last_skeleton(name: &str) -> String {
    skeleton(name.rsplit(' ').next().unwrap_or(name))
}

/// Whether one name is the other with words left out: "Carlos Menem" and "Carlos Saul Menem", "Andrey" being "Andrei".
pub(crate) fn shorter_form(a: &str, b: &str) -> bool {
    let plain = |w: &str| {
        fold_lower(w)
            .replace('y', "i")
            .replace("ei", "i")
            .replace("ii", "i")
            .replace("oe", "o")
    };
    let words = |n: &str| -> Vec<String> { n.split([' ', '.']).filter(|w| w.chars().count() > 1).map(plain).collect() };
    let (wa, wb) = (words(a), words(b));
    let (short, long) = if wa.len() <= wb.len() { (wa, wb) } else { (wb, wa) };
    short.len() > 1 && short.last() == long.last() && short.iter().all(|w| long.contains(w))
}
