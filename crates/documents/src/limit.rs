//! The bounds of a file that comes in. Within them a workbook of 100,000 rows fits; beyond them the file is refused by name.

/// Bytes of a file as sent.
pub const FILE_BYTES: usize = 64 << 20;
/// Parts inside a workbook.
pub const PARTS: usize = 4_096;
/// Bytes of one sheet once unpacked.
pub const SHEET_BYTES: u64 = 256 << 20;
/// Bytes of the shared strings, of the styles and of every other part once unpacked.
pub const PART_BYTES: u64 = 96 << 20;
/// Bytes of all text in the shared strings.
pub const STRING_BYTES: usize = 48 << 20;
/// Bytes of one tag or one text of XML.
pub const TOKEN_BYTES: usize = 1 << 20;
/// Elements inside elements.
pub const DEPTH: u32 = 128;
/// Columns with something in them.
pub const COLUMNS: u32 = 512;
/// Rows with something in them.
pub const ROWS: u32 = 200_000;
/// Characters of one cell that are kept; no cell of ours is longer than a name or a remark.
pub const CELL_CHARS: usize = 2_000;
/// Rows that are searched for the headings.
pub const HEADING_ROWS: usize = 30;
/// Sheets of a workbook that are looked at.
pub const SHEETS: usize = 64;
/// Bytes of a bank file.
pub const BANK_BYTES: usize = 256 << 20;
