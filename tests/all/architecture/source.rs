//! The program's own text, as words that know where they stand.
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// What a word is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    Name,
    /// A literal of text, with its quotes.
    Text,
    Mark,
    Open,
    Close,
    Other,
}

/// One word of a file; its documentation is none.
#[derive(Clone, Debug)]
pub struct Word {
    pub text: String,
    pub kind: Kind,
    pub line: usize,
    /// Whether it is compiled for tests alone.
    pub in_test: bool,
    /// Whether it stands in an attribute.
    pub in_attribute: bool,
    /// How many modules of this file it stands in.
    depth: usize,
}

/// A name from its first part: `std::time::Instant::now`. What the program itself has is named from its rooms.
#[derive(Clone, Debug)]
pub struct Named {
    pub parts: Vec<String>,
    pub own: bool,
    pub line: usize,
    pub in_test: bool,
}

/// A file of the program.
pub struct Source {
    /// `src/cases/mod.rs`.
    pub path: String,
    /// `cases`, or the file's own name at the top.
    pub room: String,
    pub words: Vec<Word>,
    module: Vec<String>,
}

/// Where something stands, and what: printed as `src/cases/mod.rs:12: …`.
pub struct Place(String);

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What breaks a rule in the program, or in files like it.
pub type Rule = fn(&[Source]) -> Vec<Place>;

/// The program keeps the rule; with any of `breaches`, a file's path and text, it would not.
pub fn holds(rule: Rule, says: &str, breaches: &[(&str, &str)]) {
    let mut program = program();
    none_of(&rule(&program), says);
    for (path, text) in breaches {
        program.push(Source::of(path, text));
        let found = rule(&program);
        assert!(found.len() == 1 && found[0].0.starts_with(path), "{says}: {path} {text} gave {found:?}");
        program.pop();
    }
}

/// Fails with every place on a line of its own.
pub fn none_of(places: &[Place], says: &str) {
    let lines: Vec<_> = places.iter().map(|place| place.0.as_str()).collect();
    assert!(places.is_empty(), "{says}:\n{}", lines.join("\n"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file of the package.
pub fn text_of(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below `folder` with this ending, in order.
pub fn files_below(folder: &str, ending: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                files.push(path.display().to_string());
            }
        }
    }
    files.sort();
    files
}

/// Every file of the program.
pub fn program() -> Vec<Source> {
    let mut sources: Vec<_> = files_below("src", "rs").iter().map(|path| Source::read(path)).collect();
    let tests: BTreeSet<_> = sources.iter().flat_map(Source::test_modules).collect();
    for source in &mut sources {
        if (1..=source.module.len()).any(|length| tests.contains(&source.module[..length])) {
            source.words.iter_mut().for_each(|word| word.in_test = true);
        }
    }
    sources
}

/// `cases::due::count` of `src/cases/due/count.rs`.
fn module_of(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let mut module: Vec<_> = inner.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    module
}

impl Source {
    fn read(path: &str) -> Self {
        Self::of(path, &text_of(path))
    }

    /// A file of this text.
    pub fn of(path: &str, text: &str) -> Self {
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut words = Vec::new();
        flatten(tokens, State::default(), &mut words);
        let module = module_of(path);
        let room = module.first().cloned().unwrap_or_default();
        Self { path: path.to_owned(), room, words, module }
    }

    /// The place of a line, and what is there.
    pub fn place(&self, line: usize, what: impl fmt::Display) -> Place {
        Place(format!("{}:{line}: {what}", self.path))
    }

    /// What is compiled into the program.
    pub fn code(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().filter(|word| !word.in_test)
    }

    /// The literals of text in the program.
    pub fn texts(&self) -> impl Iterator<Item = &Word> {
        self.code().filter(|word| word.kind == Kind::Text)
    }

    /// The modules that are declared for tests alone: `#[cfg(test)] mod tests;`.
    fn test_modules(&self) -> impl Iterator<Item = Vec<String>> {
        let declared = self.words.windows(3).filter(|words| {
            words[0].in_test && words[0].text == "mod" && words[1].kind == Kind::Name && words[2].text == ";"
        });
        declared.map(|words| [self.module.as_slice(), &[words[1].text.clone()]].concat())
    }

    /// Every name of more than one part, each branch of a `use` by itself.
    pub fn names(&self) -> Vec<Named> {
        let mut names = Vec::new();
        for at in 0..self.words.len() {
            let inner = at >= 2 && self.words[at - 1].text == ":" && self.words[at - 2].text == ":";
            if self.words[at].kind == Kind::Name && !inner && self.leads_on(at + 1) {
                self.branch(at, Vec::new(), &mut names);
            }
        }
        names
    }

    fn leads_on(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.text == ":")
            && self.words.get(at + 1).is_some_and(|word| word.text == ":")
    }

    /// Reads on from the name at `at`, and returns where it ends.
    fn branch(&self, mut at: usize, mut parts: Vec<String>, names: &mut Vec<Named>) -> usize {
        let first = &self.words[at];
        while let Some(word) = self.words.get(at) {
            match word.kind {
                Kind::Name => parts.push(word.text.clone()),
                Kind::Open if word.text == "{" => {
                    at += 1;
                    while self.words.get(at).is_some_and(|word| word.kind != Kind::Close) {
                        let word = &self.words[at];
                        at = match word.kind {
                            Kind::Name if word.text == "as" => at + 2,
                            Kind::Name => self.branch(at, parts.clone(), names),
                            _ => at + 1,
                        };
                    }
                    return at + 1;
                }
                _ => break,
            }
            at += 1;
            if !self.leads_on(at) {
                break;
            }
            at += 2;
        }
        let (own, parts) = self.resolved(parts, first.depth);
        names.push(Named { own, parts, line: first.line, in_test: first.in_test });
        at
    }

    /// From `crate`, `self` and `super` to the rooms.
    fn resolved(&self, parts: Vec<String>, depth: usize) -> (bool, Vec<String>) {
        match parts[0].as_str() {
            "crate" => (true, parts[1..].to_vec()),
            "self" | "super" => {
                let up = parts.iter().take_while(|part| *part == "super").count();
                let above = up.saturating_sub(depth);
                let kept = self.module.len().saturating_sub(above);
                let rest = parts.iter().skip_while(|part| *part == "super" || *part == "self");
                (true, self.module[..kept].iter().chain(rest).cloned().collect())
            }
            _ => (false, parts),
        }
    }
}

#[derive(Clone, Copy, Default)]
struct State {
    in_test: bool,
    in_attribute: bool,
    depth: usize,
}

/// The tokens as words. Documentation goes; what follows `#[cfg(test)]` is for tests, to the end of its item.
fn flatten(tokens: TokenStream, state: State, words: &mut Vec<Word>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut for_test = false;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((attribute, length)) = attribute(&tokens[at..]) {
            let text = attribute.stream().to_string();
            for_test |= text == "cfg (test)";
            if !text.starts_with("doc ") && !text.starts_with("cfg") {
                flatten(attribute.stream(), State { in_attribute: true, ..state }, words);
            }
            at += length;
            continue;
        }
        let in_test = state.in_test || for_test;
        let here = State { in_test, ..state };
        match token {
            TokenTree::Group(group) => {
                let named = at > 1 && tokens[at - 2].to_string() == "mod";
                let depth = state.depth + usize::from(named && group.delimiter() == Delimiter::Brace);
                flatten_group(group, State { depth, ..here }, words);
                for_test &= group.delimiter() != Delimiter::Brace;
            }
            TokenTree::Punct(mark) => {
                words.push(here.word(Kind::Mark, token));
                for_test &= mark.as_char() != ';';
            }
            TokenTree::Ident(_) => words.push(here.word(Kind::Name, token)),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let kind = if text.ends_with(['"', '#']) { Kind::Text } else { Kind::Other };
                words.push(here.word(kind, token));
            }
        }
        at += 1;
    }
}

fn flatten_group(group: &Group, state: State, words: &mut Vec<Word>) {
    let (open, close) = match group.delimiter() {
        Delimiter::Brace => ("{", "}"),
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    };
    let mark = |kind, text: &str, line| Word { text: text.to_owned(), line, ..state.of(kind) };
    words.push(mark(Kind::Open, open, group.span_open().start().line));
    flatten(group.stream(), state, words);
    words.push(mark(Kind::Close, close, group.span_close().start().line));
}

/// The attribute that begins here, and how many tokens it has.
fn attribute(tokens: &[TokenTree]) -> Option<(&Group, usize)> {
    let is = |token: Option<&TokenTree>, mark: char| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
    let at = 1 + usize::from(is(tokens.get(1), '!'));
    match tokens.get(at) {
        Some(TokenTree::Group(group))
            if is(tokens.first(), '#') && group.delimiter() == Delimiter::Bracket =>
        {
            Some((group, at + 1))
        }
        _ => None,
    }
}

impl State {
    fn of(self, kind: Kind) -> Word {
        let Self { in_test, in_attribute, depth } = self;
        Word { text: String::new(), kind, line: 0, in_test, in_attribute, depth }
    }

    fn word(self, kind: Kind, token: &TokenTree) -> Word {
        Word { text: token.to_string(), line: token.span().start().line, ..self.of(kind) }
    }
}
