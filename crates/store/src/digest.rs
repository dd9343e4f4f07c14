//! The daily digest: one root over the heads of all chains of a region.
