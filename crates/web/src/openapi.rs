//! The document of the API (OpenAPI 3.1), made from the table of routes: an operation that is mounted is in it, and nothing else.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::error::ProblemJson;
use crate::route::Row;

type Schemas = Vec<(String, RefOr<Schema>)>;

/// A type of the wire with all that it rests on.
#[derive(Clone, Copy, Debug)]
struct Shape {
    name: fn() -> Cow<'static, str>,
    schema: fn() -> RefOr<Schema>,
    collect: fn(&mut Schemas),
}

impl Shape {
    fn of<T: ToSchema>() -> Shape {
        Shape {
            name: T::name,
            schema: T::schema,
            collect: T::schemas,
        }
    }

    fn reference(self) -> Value {
        json!({ "$ref": format!("#/components/schemas/{}", (self.name)()) })
    }

    fn add_to(self, schemas: &mut Schemas) {
        schemas.push(((self.name)().into_owned(), (self.schema)()));
        (self.collect)(schemas);
    }
}

/// A part of a form with files.
#[derive(Clone, Copy, Debug)]
struct FormPart {
    name: &'static str,
    says: &'static str,
    is_file: bool,
}

/// What an operation takes and answers.
///
/// `Doc::new("reductions").asks::<ReductionAsk>().answers::<ReceiptJson>(201)`
#[derive(Clone, Debug)]
pub struct Doc {
    tag: &'static str,
    asks: Option<Shape>,
    /// Whether the body is filed, so that a repeated ask must be told from a new one.
    keyed: bool,
    file: Option<&'static str>,
    form: Vec<FormPart>,
    answers: Option<Shape>,
    answers_file: bool,
    status: u16,
    query: Vec<(&'static str, &'static str)>,
}

impl Doc {
    /// An operation of a group, such as `reductions`.
    pub fn new(tag: &'static str) -> Doc {
        Doc {
            tag,
            asks: None,
            keyed: false,
            file: None,
            form: Vec::new(),
            answers: None,
            answers_file: false,
            status: 200,
            query: Vec::new(),
        }
    }

    /// The JSON body it takes, with an `Idempotency-Key`.
    pub fn asks<T: ToSchema>(mut self) -> Doc {
        self.asks = Some(Shape::of::<T>());
        self.keyed = true;
        self
    }

    /// The JSON body it takes where nothing is filed: no key.
    pub fn takes<T: ToSchema>(mut self) -> Doc {
        self.asks = Some(Shape::of::<T>());
        self
    }

    /// It takes a file as its whole body; `says` is what kind of file.
    pub fn takes_file(mut self, says: &'static str) -> Doc {
        self.file = Some(says);
        self
    }

    /// It takes a form (`multipart/form-data`) with this file in it, which is needed.
    pub fn form_file(mut self, name: &'static str, says: &'static str) -> Doc {
        self.form.push(FormPart { name, says, is_file: true });
        self
    }

    /// It takes a form with this field in it.
    pub fn form_text(mut self, name: &'static str, says: &'static str) -> Doc {
        self.form.push(FormPart {
            name,
            says,
            is_file: false,
        });
        self
    }

    /// As [`Doc::takes_file`], with an idempotency key.
    pub fn asks_file(mut self, says: &'static str) -> Doc {
        self.keyed = true;
        self.takes_file(says)
    }

    /// It answers a file.
    pub fn answers_file(mut self) -> Doc {
        self.answers_file = true;
        self
    }

    /// It answers nothing but that it was done.
    pub fn answers_nothing(mut self) -> Doc {
        self.status = 204;
        self
    }

    /// What it answers, and with which status.
    pub fn answers<T: ToSchema>(mut self, status: u16) -> Doc {
        self.answers = Some(Shape::of::<T>());
        self.status = status;
        self
    }

    /// A parameter behind `?`, with what it is for.
    pub fn query(mut self, name: &'static str, says: &'static str) -> Doc {
        self.query.push((name, says));
        self
    }
}

/// The whole document.
pub fn document(rows: &[Row]) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (row, doc) in rows.iter().filter_map(|row| row.doc.as_ref().map(|doc| (row, doc))) {
        paths
            .entry(row.path)
            .or_default()
            .insert(row.method.as_str().to_ascii_lowercase(), operation(row, doc));
    }
    let schemas: BTreeMap<String, RefOr<Schema>> = schemas(rows).into_iter().collect();
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Shebao", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "Social-insurance contributions. Amounts are strings in yuan with two decimals, months YYYY-MM, days YYYY-MM-DD." },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "session": { "type": "http", "scheme": "bearer", "description": "The token of a session." } },
        },
    })
}

/// Every shape that is asked or answered, with all that it rests on, as often as it is met.
fn schemas(rows: &[Row]) -> Schemas {
    let mut schemas = Schemas::new();
    Shape::of::<ProblemJson>().add_to(&mut schemas);
    for doc in rows.iter().filter_map(|row| row.doc.as_ref()) {
        for shape in [doc.asks, doc.answers].into_iter().flatten() {
            shape.add_to(&mut schemas);
        }
    }
    schemas
}

fn operation(row: &Row, doc: &Doc) -> Value {
    let mut parameters: Vec<Value> = path_parameters(row.path)
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    parameters.extend(
        doc.query
            .iter()
            .map(|(name, says)| json!({ "name": name, "in": "query", "description": says, "schema": { "type": "string" } })),
    );
    let mut said = json!({
        "operationId": operation_id(row),
        "tags": [doc.tag],
        "summary": row.says,
        "x-permission": row.permission.code(),
        "responses": {
            doc.status.to_string(): { "description": "Done", "content": if doc.answers_file { any_file() } else { content("application/json", doc.answers) } },
            "default": { "description": "Refused or failed", "content": content("application/problem+json", Some(Shape::of::<ProblemJson>())) },
        },
    });
    if row.permission != procedures::Permission::Public {
        said["security"] = json!([{ "session": [] }]);
    }
    if let Some(says) = doc.file {
        said["requestBody"] = json!({ "required": true, "description": says, "content": any_file() });
    }
    if !doc.form.is_empty() {
        said["requestBody"] = json!({ "required": true, "content": { "multipart/form-data": { "schema": form(&doc.form) } } });
    }
    if doc.asks.is_some() {
        said["requestBody"] = json!({ "required": true, "content": content("application/json", doc.asks) });
    }
    if doc.keyed {
        parameters.push(json!({ "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "8 to 64 characters of your own. The same key with the same body is filed once.", "schema": { "type": "string" } }));
    }
    said["parameters"] = Value::Array(parameters);
    said
}

/// The fields of a form; its files are needed, and so is what says so.
fn form(parts: &[FormPart]) -> Value {
    let property = |part: &FormPart| {
        let mut schema = json!({ "type": "string", "description": part.says });
        if part.is_file {
            schema["format"] = json!("binary");
        }
        (part.name.to_owned(), schema)
    };
    let needed = parts.iter().filter(|part| part.is_file || part.says.starts_with("Needed"));
    let needed: Vec<&str> = needed.map(|part| part.name).collect();
    let properties: Map<String, Value> = parts.iter().map(property).collect();
    json!({ "type": "object", "properties": properties, "required": needed })
}

fn any_file() -> Value {
    json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } })
}

fn content(kind: &str, shape: Option<Shape>) -> Value {
    match shape {
        Some(shape) => json!({ kind: { "schema": shape.reference() } }),
        None => json!({}),
    }
}

fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// `post_employers_reductions`, `get_employers_bills_by_month`: stable while method and address are.
fn operation_id(row: &Row) -> String {
    let words = row
        .path
        .split('/')
        .filter(|part| !part.is_empty() && !part.starts_with('{') && *part != "api" && *part != "v1");
    let id = words.fold(row.method.as_str().to_ascii_lowercase(), |id, word| {
        format!("{id}_{}", word.replace(['-', '.'], "_"))
    });
    // One thing of a list has another name than the list.
    match path_parameters(row.path).last() {
        Some(last) if row.path.ends_with('}') => format!("{id}_by_{last}"),
        Some(_) | None => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Route;
    use axum::http::Method;
    use procedures::Permission;

    #[derive(ToSchema)]
    #[allow(dead_code)]
    struct Inner {
        amount: String,
    }

    #[derive(ToSchema)]
    #[allow(dead_code)]
    struct Example {
        inner: Inner,
    }

    #[test]
    fn no_two_shapes_share_a_name() {
        let mut named: BTreeMap<String, Value> = BTreeMap::new();
        for (name, shape) in schemas(&crate::routes::rows()) {
            let shape = serde_json::to_value(shape).expect("JSON");
            let first = named.entry(name.clone()).or_insert_with(|| shape.clone());
            assert_eq!(*first, shape, "two shapes are called {name}");
        }
        assert!(named.len() > 100, "{}", named.len());
    }

    #[test]
    fn an_operation_of_the_table_is_in_the_document_with_all_its_types() {
        let doc = Doc::new("bills")
            .asks::<Example>()
            .answers::<Example>(201)
            .query("month", "YYYY-MM");
        let route = Route::api(
            Method::POST,
            "/api/v1/employers/{employer}/bills",
            Permission::ViewBills,
            "Bills.",
            doc,
            || async {},
        );
        let made = document(std::slice::from_ref(&route.row));
        let operation = &made["paths"]["/api/v1/employers/{employer}/bills"]["post"];
        assert_eq!(operation["operationId"], "post_employers_bills");
        assert_eq!(operation["x-permission"], "view_bills");
        assert_eq!(operation["parameters"][0]["name"], "employer");
        assert_eq!(
            operation["responses"]["201"]["content"]["application/json"]["schema"]["$ref"],
            "#/components/schemas/Example"
        );
        for name in ["Example", "Inner", "ProblemJson"] {
            assert!(made["components"]["schemas"][name].is_object(), "{name}: {made}");
        }
    }
}
