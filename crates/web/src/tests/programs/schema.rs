//! Whether an answer is what the document of the API says.

use serde_json::Value;

/// The answer of an operation has the fields and kinds that the document says, and no others.
pub(in crate::tests) fn assert_fits(document: &Value, method: &str, template: &str, status: &str, answer: &Value) {
    let operation = &document["paths"][template][method];
    let schema = &operation["responses"][status]["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "{method} {template} has no schema: {operation}");
    let mut found = Vec::new();
    faults(&document["components"]["schemas"], schema, answer, "", &mut found);
    assert!(found.is_empty(), "{method} {template}: {found:#?}");
}

/// What in an answer is not as its schema says, by its place.
fn faults(schemas: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().expect("a name");
        return faults(schemas, &schemas[name], value, place, found);
    }
    if let Some(any) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let fits = |one: &&Value| {
            let mut own = Vec::new();
            faults(schemas, one, value, place, &mut own);
            own.is_empty()
        };
        if any.iter().find(fits).is_none() {
            found.push(format!("{place}: {value} is none of {schema}"));
        }
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        Value::String(kind) => vec![kind],
        _unsaid => return,
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !kinds.contains(&kind) {
        found.push(format!("{place}: {value} is no {kinds:?}"));
    }
    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
        faults(schemas, &schema["items"], item, &format!("{place}[{at}]"), found);
    }
    let Some(object) = value.as_object() else { return };
    for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(required) {
            found.push(format!("{place}.{required} is missing"));
        }
    }
    if let Some(properties) = schema["properties"].as_object() {
        for (name, item) in object {
            match properties.get(name) {
                Some(schema) => faults(schemas, schema, item, &format!("{place}.{name}"), found),
                None => found.push(format!("{place}.{name} is not in the schema")),
            }
        }
    }
}
