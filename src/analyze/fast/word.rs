//! What tagger, parser and name finder see of a single word: hashes of its form, affixes, shape and clusters.
//!
//! Foundation of the fast engine. The hard decision: everything is hashed from one normalised, lower-cased spelling in which typographic
//! marks become their typewriter twins and digits become one digit, so that habits learnt from web text hold for news.

/// Multiplier of the feature hash (the golden ratio in 64 bits).
const PHI: u64 = 0x9E37_79B9_7F4A_7C15;

/// Combines two hashes; order matters.
#[inline(always)]
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let x = (a ^ b.rotate_left(32)).wrapping_mul(PHI);
    x ^ (x >> 29)
}

/// The 32-bit key of feature template `template` with value `value`.
#[inline(always)]
pub(crate) fn key(template: u64, value: u64) -> u32 {
    let x = value ^ template.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let x = (x ^ (x >> 32)).wrapping_mul(PHI);
    let x = (x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (x >> 32) as u32
}

/// The same for the parser, which makes so many keys that they take a tenth of its time: enough for hashes and for small numbers.
#[inline(always)]
pub(crate) fn quick_key(template: u64, value: u64) -> u32 {
    let x = value ^ template.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (x.wrapping_mul(PHI) >> 32) as u32
}

/// FNV-1a of the bytes, mixed.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for &b in bytes {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(h, 7)
}

/// Cluster numbers of known words, coarse and fine; 0 stands for "unknown".
#[derive(Debug, Default, Clone)]
pub(crate) struct Clusters {
    /// `(hash, coarse, fine)`, open addressing; fine 0 marks a free slot.
    slots: Vec<(u32, u16, u16)>,
}

impl Clusters {
    /// From `(word key, coarse, fine)`, fine at least 1.
    pub(crate) fn new(entries: &[(u32, u16, u16)]) -> Self {
        if entries.is_empty() {
            return Self::default();
        }
        let mut slots = vec![(0, 0, 0); (entries.len() * 2).next_power_of_two()];
        let shift = 32 - slots.len().trailing_zeros();
        for entry in entries {
            let mut at = (entry.0 >> shift) as usize;
            while slots[at].2 != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = *entry;
        }
        Self { slots }
    }

    /// The key under which a word with this normalised hash is stored.
    pub(crate) fn key(lower: u64) -> u32 {
        (lower >> 32) as u32
    }

    /// Coarse and fine cluster of the word with this normalised hash.
    #[inline]
    pub(crate) fn get(&self, lower: u64) -> (u16, u16) {
        if self.slots.is_empty() {
            return (0, 0);
        }
        let key = Self::key(lower);
        let mut at = (key >> (32 - self.slots.len().trailing_zeros())) as usize;
        loop {
            let (k, coarse, fine) = self.slots[at];
            if fine == 0 {
                return (0, 0);
            }
            if k == key {
                return (coarse, fine);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

/// One word as the linear models see it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Word {
    /// Hash of the spelling with case.
    pub(crate) form: u64,
    /// Hash of the normalised spelling.
    pub(crate) lower: u64,
    /// Hashes of the last 1..=5 bytes of the normalised spelling.
    pub(crate) suffix: [u64; 5],
    /// Hashes of the first 1..=4 bytes of the normalised spelling.
    pub(crate) prefix: [u64; 4],
    /// Hash of the run-length-free shape (`Xx`, `d.d`, …).
    pub(crate) shape: u64,
    /// Bits: 1 upper, 2 lower, 4 digit, 8 hyphen, 16 other, 32 begins upper, 64 no lower but several upper, 128 non-ASCII letter.
    pub(crate) flags: u64,
    /// Coarse cluster.
    pub(crate) coarse: u64,
    /// Fine cluster.
    pub(crate) fine: u64,
}

/// Writes the normalised spelling of `form` into `out`.
pub(crate) fn normalise(form: &str, out: &mut String) {
    out.clear();
    for c in form.chars() {
        match c {
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '0'..='9' => out.push('0'),
            c if c.is_ascii() => out.push(c),
            '’' | '‘' | '‛' | '′' => out.push('\''),
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => out.push('"'),
            '–' | '‑' | '‐' | '−' => out.push('-'),
            '—' | '―' => out.push_str("--"),
            '…' => out.push_str("..."),
            c => out.extend(c.to_lowercase()),
        }
    }
}

impl Word {
    /// Reads one form. `scratch` is a buffer to reuse.
    pub(crate) fn new(form: &str, clusters: &Clusters, scratch: &mut String) -> Self {
        normalise(form, scratch);
        let bytes = scratch.as_bytes();
        let mut word = Self {
            form: hash(form.as_bytes()),
            lower: hash(bytes),
            ..Self::default()
        };
        let mut h = 1;
        for (i, slot) in word.suffix.iter_mut().enumerate() {
            h = mix(h, bytes.len().checked_sub(i + 1).map_or(0, |at| u64::from(bytes[at]) + 1));
            *slot = h;
        }
        let mut h = 2;
        for (i, slot) in word.prefix.iter_mut().enumerate() {
            h = mix(h, bytes.get(i).map_or(0, |&b| u64::from(b) + 1));
            *slot = h;
        }
        let (mut last, mut shape, mut uppers) = (0, 3, 0);
        for c in form.chars() {
            let (kind, flag) = match c {
                'a'..='z' => (2, 2),
                'A'..='Z' => (1, 1),
                '0'..='9' => (3, 4),
                '-' | '–' => (4, 8),
                '“' | '«' | '„' => (6, 16),
                '”' | '»' => (7, 16),
                c if c.is_ascii() => (5, 16),
                c if c.is_uppercase() => (1, 1 | 128),
                c if c.is_alphabetic() => (2, 2 | 128),
                _ => (8, 16),
            };
            uppers += u32::from(kind == 1);
            word.flags |= flag;
            if kind != last {
                shape = mix(shape, kind);
                last = kind;
            }
        }
        word.shape = shape;
        if form.chars().next().is_some_and(char::is_uppercase) {
            word.flags |= 32;
        }
        if uppers > 1 && word.flags & 2 == 0 {
            word.flags |= 64;
        }
        let (coarse, fine) = clusters.get(word.lower);
        word.coarse = u64::from(coarse);
        word.fine = u64::from(fine);
        word
    }
}
