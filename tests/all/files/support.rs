//! A file store on each engine, over objects in memory, and files to put into it.
use crate::support::stores::{Engine, Place, actor, source};
use anjuan::cases::ids::OfficeId;
use anjuan::clock::{SetClock, Source};
use anjuan::database::{Caution, Databases, Db};
use anjuan::files::{FileError, FileHash, FileLimits, FileStore, Put, Which};
use anjuan::keys::KeyStore;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use object_store::ObjectStore;
use object_store::memory::InMemory;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::io::Cursor;
use std::sync::Arc;
use uuid::Uuid;

pub const OFFICE: OfficeId = OfficeId(Uuid::from_u128(7));

/// A file store with all that it stands on.
pub struct Shelves {
    pub files: FileStore,
    pub objects: Arc<dyn ObjectStore>,
    pub db: Db,
    pub keys: Db,
    pub clock: SetClock,
    pub source: Source,
    pub place: Place,
}

impl Shelves {
    pub async fn on(engine: Engine) -> Self {
        Self::over(engine, Arc::new(InMemory::new()), FileLimits::default()).await
    }

    pub async fn over(engine: Engine, objects: Arc<dyn ObjectStore>, limits: FileLimits) -> Self {
        let place = engine.place();
        let (source, clock) = source(11);
        let (db, keys) = databases(&place, &source).await;
        let files = FileStore::over(
            Arc::clone(&objects),
            None,
            db.clone(),
            KeyStore::new(keys.clone()),
            source.clone(),
            limits,
        );
        Self { files, objects, db, keys, clock, source, place }
    }

    /// The same place as another server sees it.
    pub async fn another_server(&self) -> FileStore {
        let (source, _) = crate::support::stores::source(12);
        let (db, keys) = databases(&self.place, &source).await;
        FileStore::over(
            Arc::clone(&self.objects),
            None,
            db,
            KeyStore::new(keys),
            source,
            FileLimits::default(),
        )
    }

    pub async fn put(&self, bytes: &[u8]) -> Result<Put, FileError> {
        put(&self.files, bytes).await
    }

    pub async fn get(&self, file: FileHash, which: Which) -> Result<Vec<u8>, FileError> {
        get(&self.files, file, which).await
    }

    /// The keys that name the objects that are there.
    pub async fn objects(&self) -> BTreeSet<Uuid> {
        let listed: Vec<_> = self.objects.list(None).try_collect().await.expect("a list");
        let key = |name: &str| name.parse().expect("a key's name");
        listed.iter().map(|object| key(object.location.filename().expect("a name"))).collect()
    }

    /// The keys in the key store.
    pub async fn keys(&self) -> BTreeSet<Uuid> {
        let rows = self.keys.fetch("SELECT key_id FROM keys /* all offices */", &[]).await.expect("keys");
        rows.iter().map(|row| row.get(0).expect("a key's name")).collect()
    }

    /// The keys that the rows name.
    pub async fn noted(&self) -> BTreeSet<Uuid> {
        let sql = "SELECT original_key, rendition_key FROM files /* all offices */";
        let rows = self.db.fetch(sql, &[]).await.expect("rows");
        let keys = |row: &anjuan::database::Row| {
            let rendition: Option<Uuid> = row.get(1).expect("a key's name or none");
            std::iter::once(row.get(0).expect("a key's name")).chain(rendition).collect::<Vec<_>>()
        };
        rows.iter().flat_map(keys).collect()
    }
}

async fn databases(place: &Place, source: &Source) -> (Db, Db) {
    let opened = Db::open_store(&place.url, Caution::Copy, source.now()).await;
    let Databases { store, keys, .. } = opened.expect("both databases");
    (store, keys)
}

/// A body in pieces of an odd length, as networks deliver it.
pub fn body(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + Unpin + use<> {
    let pieces: Vec<_> = bytes.chunks(10_007).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces)
}

pub async fn put(files: &FileStore, bytes: &[u8]) -> Result<Put, FileError> {
    files.put(OFFICE, FileHash::of(bytes), &actor(), body(bytes)).await
}

pub async fn get(files: &FileStore, file: FileHash, which: Which) -> Result<Vec<u8>, FileError> {
    let opened = files.get(OFFICE, file, which).await?;
    let size = opened.size();
    let pieces: Vec<Bytes> = opened.read(0..size).await?.try_collect().await?;
    Ok(pieces.concat())
}

/// All that a stream gives before it fails.
pub async fn until_error(
    stream: impl Stream<Item = Result<Bytes, FileError>> + Unpin,
) -> (Vec<u8>, Option<FileError>) {
    let (mut bytes, mut stream) = (Vec::new(), stream);
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(piece) => bytes.extend_from_slice(&piece),
            Err(error) => return (bytes, Some(error)),
        }
    }
    (bytes, None)
}

/// A text of several chunks, none like another.
pub fn long_text() -> Vec<u8> {
    let line = |n: u32| format!("第 {n} 行：现场检查记录\n");
    (0..9_000).map(line).collect::<String>().into_bytes()
}

/// A picture of `width` by `height` points, bright at the top left and nowhere else.
pub fn picture(width: u32, height: u32) -> DynamicImage {
    let bright = |x: u32, y: u32| if x < width / 2 && y < height / 2 { 250 } else { 10 };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| Rgb([bright(x, y); 3])))
}

pub fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

/// Seconds of latitude, a number that stands nowhere else.
pub const SECONDS: u32 = 20_190_305;
/// What a telephone writes beside its photographs: its make, how it was held, and where.
pub const CAMERA: &str = "Secret Camera 9";

/// A photograph with what [`CAMERA`] writes, lying on its side as sensors do.
pub fn photograph() -> Vec<u8> {
    let jpeg = encoded(&picture(64, 32), ImageFormat::Jpeg);
    let exif = exif();
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
}

/// `Exif`, then a TIFF with two directories: camera and orientation, and the position.
fn exif() -> Vec<u8> {
    let make = format!("{CAMERA}\0").into_bytes();
    let entry = |tag: u16, kind: u16, count: usize, value: [u8; 4]| {
        let count = u32::try_from(count).expect("few").to_be_bytes();
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count, &value].concat()
    };
    let at = |offset: usize| u32::try_from(offset).expect("near").to_be_bytes();
    let (first, entries) = (8, 3);
    let make_at = first + 2 + entries * 12 + 4;
    let gps_at = make_at + make.len();
    let latitude_at = gps_at + 2 + 2 * 12 + 4;
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    tiff.extend(u16::try_from(entries).expect("few").to_be_bytes());
    tiff.extend(entry(0x010f, 2, make.len(), at(make_at)));
    // Turned by a quarter: what is at the left belongs to the top.
    tiff.extend(entry(0x0112, 3, 1, [0, 6, 0, 0]));
    tiff.extend(entry(0x8825, 4, 1, at(gps_at)));
    tiff.extend([0; 4]);
    tiff.extend(make);
    tiff.extend(2_u16.to_be_bytes());
    tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(2, 5, 3, at(latitude_at)));
    tiff.extend([0; 4]);
    for part in [31_u32, 16, SECONDS] {
        tiff.extend(part.to_be_bytes());
        tiff.extend(1_u32.to_be_bytes());
    }
    [b"Exif\0\0", &tiff[..]].concat()
}

/// Whether `part` stands anywhere in `bytes`.
pub fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
