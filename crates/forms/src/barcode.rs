use qrcodegen::{QrCode, QrCodeEcc};

/// A square code: side in modules and one byte a module, 0 for black, 255 for white. `None` where the text is too long.
pub(crate) fn square(text: &str) -> Option<(u32, Vec<u8>)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size();
    let modules = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let pixels = modules.map(|(x, y)| if code.get_module(x, y) { 0 } else { 255 }).collect();
    Some((u32::try_from(side).ok()?, pixels))
}
