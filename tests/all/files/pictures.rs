//! What is shown of pictures.
use super::support::{CAMERA, OFFICE, SECONDS, Shelves, encoded, holds, photograph, picture};
use crate::support::stores::ENGINES;
use anjuan::files::{FileError, FileLimits, MediaType, Which};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Rgba, RgbaImage};
use object_store::memory::InMemory;
use std::io::Cursor;
use std::sync::Arc;

fn exif_in(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut decoder =
        ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg).into_decoder().expect("a picture");
    decoder.exif_metadata().expect("read")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_is_shown_upright_without_place_and_device_and_its_original_is_kept() {
    for engine in ENGINES {
        let shelves = Shelves::on(engine).await;
        let sent = photograph();
        assert!(exif_in(&sent).is_some_and(|exif| holds(&exif, CAMERA.as_bytes())), "the test's own");
        let put = shelves.put(&sent).await.expect("taken");
        let file = put.record().sha256;
        let shown = put.record().rendition.clone().expect("a rendition");
        assert_eq!((shown.media_type, shown.width, shown.height), (MediaType::Jpeg, 32, 64), "{engine:?}");
        let bytes = shelves.get(file, Which::Shown).await.expect("a picture");
        assert_eq!(exif_in(&bytes), None);
        for told in [CAMERA.as_bytes(), b"Exif", &SECONDS.to_be_bytes()] {
            assert!(holds(&sent, told) && !holds(&bytes, told), "{engine:?}");
        }
        let drawn =
            image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).expect("a picture").to_luma8();
        // Bright was the top left: turned by a quarter to the right, it is the top right.
        assert!(drawn.get_pixel(28, 4).0[0] > 200 && drawn.get_pixel(4, 4).0[0] < 60, "{engine:?}");
        assert_eq!(shelves.get(file, Which::Original).await.expect("the original"), sent);
        let opened = shelves.files.get(OFFICE, file, Which::Shown).await.expect("a picture");
        assert_eq!((opened.sha256(), opened.size(), opened.is_rendition()), (shown.sha256, shown.size, true));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_of_picture_is_drawn_as_what_keeps_its_points() {
    let shelves = Shelves::on(ENGINES[0]).await;
    let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([9, 9, 9, 100])));
    for (bytes, sent, shown) in [
        (encoded(&picture(8, 8), ImageFormat::Png), MediaType::Png, MediaType::Png),
        (encoded(&picture(8, 8), ImageFormat::WebP), MediaType::Webp, MediaType::Jpeg),
        (encoded(&clear, ImageFormat::WebP), MediaType::Webp, MediaType::Png),
    ] {
        let put = shelves.put(&bytes).await.expect("taken");
        let rendition = put.record().rendition.as_ref().expect("a rendition");
        assert_eq!((put.record().media_type, rendition.media_type), (sent, shown));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_that_would_fill_the_memory_is_refused_before_it_is_drawn() {
    let limits = FileLimits { pixels: 1_000_000, ..FileLimits::default() };
    let shelves = Shelves::over(ENGINES[0], Arc::new(InMemory::new()), limits).await;
    // It says that it has four thousand million points, and has none.
    let mut bomb = encoded(&picture(8, 8), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let crc = crc32(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&crc);
    let refused = shelves.put(&bomb).await;
    assert!(matches!(refused, Err(FileError::TooManyPixels { width: 65_535, .. })), "{refused:?}");
    let large = encoded(&DynamicImage::new_luma8(1001, 1000), ImageFormat::Png);
    assert!(matches!(shelves.put(&large).await, Err(FileError::TooManyPixels { .. })));
    assert!(shelves.objects().await.is_empty() && shelves.keys().await.is_empty());
}

/// The check sum of PNG's chunks.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
    let byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc));
    !bytes.iter().fold(!0, byte)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_begins_like_a_picture_is_refused_and_leaves_nothing() {
    let shelves = Shelves::on(ENGINES[0]).await;
    let jpeg = encoded(&picture(64, 64), ImageFormat::Jpeg);
    let png = encoded(&picture(64, 64), ImageFormat::Png);
    for spoilt in [&b"\xff\xd8\xff\xe0 and then <script>"[..], &png[..40], &jpeg[..20]] {
        let refused = shelves.put(spoilt).await;
        assert!(matches!(refused, Err(FileError::Unsound { .. })), "{refused:?}");
    }
    assert!(shelves.objects().await.is_empty() && shelves.keys().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_hangs_behind_a_picture_is_not_shown_with_it() {
    let shelves = Shelves::on(ENGINES[0]).await;
    let bytes = [&photograph()[..], b"<html><script>alert(1)</script>"].concat();
    let file = shelves.put(&bytes).await.expect("taken").record().sha256;
    assert!(!holds(&shelves.get(file, Which::Shown).await.expect("a picture"), b"<script>"));
    assert_eq!(shelves.get(file, Which::Original).await.expect("the original"), bytes);
}
