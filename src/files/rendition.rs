//! What is shown of a picture: the same points, drawn anew, so that nothing of what a camera writes beside them comes
//! along: no place, no device, no preview of what was cut away.
use super::error::FileError;
use super::media::MediaType;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::error::ImageError;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// JPEG's quality, of 100: the eye sees no difference.
const QUALITY: u8 = 90;
/// Points on a side, at most.
pub(super) const SIDE: u32 = 16_384;
/// Bytes that a decoder may take for each point that is allowed: four colours of two bytes, and as much beside.
const BYTES_A_PIXEL: u64 = 16;

/// A picture drawn anew.
pub(super) struct Drawn {
    pub(super) media: MediaType,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: Vec<u8>,
}

/// Draws the picture anew, upright. Its size is known, and refused, before a point of it is drawn.
pub(super) fn draw(media: MediaType, bytes: &[u8], pixels: u64) -> Result<Drawn, FileError> {
    let format = match media {
        MediaType::Png => ImageFormat::Png,
        MediaType::Webp => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    let unsound = |error: ImageError| FileError::unsound(media, &error);
    let (width, height) =
        ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().map_err(unsound)?;
    if width > SIDE || height > SIDE || u64::from(width) * u64::from(height) > pixels {
        return Err(FileError::TooManyPixels { width, height, pixels, side: SIDE });
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(pixels.saturating_mul(BYTES_A_PIXEL));
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unsound)?;
    let orientation = decoder.orientation().map_err(unsound)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unsound)?;
    picture.apply_orientation(orientation);
    let media = if media != MediaType::Jpeg && (media == MediaType::Png || picture.color().has_alpha()) {
        MediaType::Png
    } else {
        MediaType::Jpeg
    };
    let mut bytes = Vec::new();
    if media == MediaType::Png {
        picture.write_with_encoder(PngEncoder::new(&mut bytes)).map_err(unsound)?;
    } else {
        let picture = DynamicImage::ImageRgb8(picture.to_rgb8());
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)).map_err(unsound)?;
    }
    Ok(Drawn { media, width: picture.width(), height: picture.height(), bytes })
}
