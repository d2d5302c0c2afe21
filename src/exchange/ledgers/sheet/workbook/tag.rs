//! Names, attributes and cell references, as they stand in a tag.

/// Rows of the tallest sheet.
const ROWS: u64 = 1_048_576;
/// Columns of the widest sheet.
const COLUMNS: u64 = 16_384;
/// What a relation to something that is read as XML ends with.
const READ: [&[u8]; 4] = [b"worksheet", b"chartsheet", b"dialogsheet", b"officedocument"];
/// Folders in which parts are not looked through.
const UNREAD: [&[u8]; 3] = [b"customxml", b"docprops", b"pivotcache"];

/// The name of a tag without its prefix.
pub(super) fn local(tag: &[u8]) -> &[u8] {
    let name = tag.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    name.rsplit(|byte| *byte == b':').next().unwrap_or_default()
}

/// The attributes of a tag.
pub(super) struct Attributes<'a>(&'a [u8]);

impl<'a> Attributes<'a> {
    pub(super) fn of(tag: &'a [u8]) -> Self {
        let name = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
        Self(&tag[name..])
    }

    /// Name and value of each, as far as they are written as such.
    fn each(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let equals = rest.iter().position(|byte| *byte == b'=')?;
            let (name, after) = (rest[..equals].trim_ascii(), rest[equals + 1..].trim_ascii_start());
            let (quote, value) = after.split_first()?;
            let end = value.iter().position(|byte| byte == quote)?;
            rest = &value[end + 1..];
            Some((local(name), &value[..end]))
        })
    }

    /// Whether every attribute with this name is as it must be.
    pub(super) fn all(&self, name: &[u8], is_right: impl Fn(&[u8]) -> bool) -> Option<()> {
        self.each().filter(|(key, _)| *key == name).all(|(_, value)| is_right(value)).then_some(())
    }

    /// The largest number under this name; what is no number counts for nothing.
    pub(super) fn number(&self, name: &[u8]) -> u64 {
        let values = self.each().filter(|(key, _)| *key == name);
        values.filter_map(|(_, value)| std::str::from_utf8(value).ok()?.parse().ok()).max().unwrap_or(0)
    }

    /// Whether a relation looks for a sheet, or the workbook, in a part that was not looked through.
    pub(super) fn leads_astray(&self) -> bool {
        let values = |name: &'static [u8]| {
            let values = self.each().filter(move |(key, _)| *key == name);
            values.map(|(_, value)| value.to_ascii_lowercase())
        };
        let is_read = values(b"Type")
            .any(|kind| READ.contains(&kind.rsplit(|byte| *byte == b'/').next().unwrap_or_default()));
        let is_unread = |target: &Vec<u8>| {
            let within = |folder: &&[u8]| target.windows(folder.len()).any(|part| part == *folder);
            !target.ends_with(b".xml") || target.contains(&b'&') || UNREAD.iter().any(within)
        };
        is_read && values(b"Target").any(|target| is_unread(&target))
    }
}

/// Whether a sheet has such a row.
pub(super) fn row_exists(reference: &[u8]) -> bool {
    let digits = (1..=7).contains(&reference.len()) && reference.iter().all(u8::is_ascii_digit);
    let number = reference.iter().take(8).fold(0, |number, digit| number * 10 + u64::from(digit & 15));
    digits && (1..=ROWS).contains(&number)
}

/// Whether a sheet has such a cell.
pub(super) fn cell_exists(reference: &[u8]) -> bool {
    let letters = reference.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (column, row) = reference.split_at(letters);
    let number = column.iter().take(4).fold(0, |number, letter| number * 26 + u64::from(letter & 31));
    (1..=3).contains(&letters) && number <= COLUMNS && row_exists(row)
}

/// Whether a sheet has such an area, from its upper left to its lower right cell.
pub(super) fn area_exists(reference: &[u8]) -> bool {
    let cells: Vec<_> = reference.split(|byte| *byte == b':').collect();
    let place = |cell: &[u8]| {
        let letters = cell.iter().take_while(|byte| byte.is_ascii_alphabetic());
        let column = letters.clone().fold(0, |number, letter| number * 26 + u64::from(letter & 31));
        (column, cell[letters.count()..].iter().fold(0, |row, digit| row * 10 + u64::from(digit & 15)))
    };
    match *cells {
        [one] => cell_exists(one),
        [from, to] if cell_exists(from) && cell_exists(to) => {
            let ((left, top), (right, bottom)) = (place(from), place(to));
            left <= right && top <= bottom
        }
        _ => false,
    }
}
