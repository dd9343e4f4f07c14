//! The API: JSON for programs. One file per resource, each with its types of the wire and its routes.

pub(crate) mod machine;
