//! A question to the engine as a command line.

use serde_json::Value;

/// What follows `shebao`; its answer in JSON.
pub fn line(question: &Value) -> Vec<String> {
    let (calculator, options) = question["ask"].as_object().and_then(|ask| ask.iter().next()).expect("a calculator");
    let spoken = ["--json".to_owned(), format!("--lang={}", text(&question["lang"]))];
    let mut line: Vec<String> = match calculator.as_str() {
        "account-settle" => vec!["account".into(), "settle".into()],
        "workdays" => return workdays(options, spoken),
        "id-check" => {
            let mut line = vec!["id".into(), "check".into()];
            line.extend(spoken);
            line.push("--".into());
            line.extend(options["values"].as_array().expect("numbers").iter().map(text));
            return line;
        }
        plain => vec![plain.to_owned()],
    };
    for (name, value) in options.as_object().expect("options") {
        let option = name.replace('_', "-");
        match value {
            Value::Bool(true) => line.push(format!("--{option}")),
            Value::Bool(false) => {}
            Value::Array(values) => line.extend(values.iter().map(|value| format!("--{option}={}", text(value)))),
            other => line.push(format!("--{option}={}", text(other))),
        }
    }
    line.extend(spoken);
    line
}

fn workdays(options: &Value, spoken: [String; 2]) -> Vec<String> {
    let (verb, values) = options.as_object().and_then(|verbs| verbs.iter().next()).expect("a verb");
    let order = if verb == "add" { ["date", "n"] } else { ["from", "to"] };
    let mut line = vec!["workdays".to_owned(), verb.clone()];
    line.extend(spoken);
    line.push("--".to_owned());
    line.extend(order.map(|name| text(&values[name])));
    line
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
