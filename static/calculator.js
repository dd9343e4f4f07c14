/* Answers a calculator's question in the browser, as it is typed, with the engine of the server compiled to WebAssembly. Nothing is
   sent, and a page that is open goes on without a network. Without this file, where the module cannot be had, or where its rules are
   not the server's, the form is sent to the server as it stands. No inline scripts, and no arithmetic: all words and figures are the
   engine's, and so is what is read from the fields. One script for every calculator.

   [data-engine]      address of the module, region, day and language; inside it one of each shape that an answer is made of
   [data-calculator]  the form, and which calculator it asks
   #answered          where the answer stands  */
(() => {
  "use strict";
  const here = document.querySelector("[data-engine]");
  const form = document.querySelector("form[data-calculator]");
  const answered = document.getElementById("answered");
  if (!here || !form || !answered || typeof WebAssembly !== "object") return;
  const { region, today, lang } = here.dataset;
  const shape = (name) => here.querySelector(`template[data-shape="${name}"]`).content.cloneNode(true);

  /* the engine: a question in JSON in, an answer in JSON out; after a bug a new one is taken */
  let module = null;
  let engine = null;
  const anew = () => WebAssembly.instantiate(module, {}).then((instance) => { engine = instance.exports; });
  const ask = (calculator, options) => {
    if (!engine) return null;
    try {
      const bytes = new TextEncoder().encode(JSON.stringify({ lang, today, ask: { [calculator]: options } }));
      const room = engine.shebao_room(bytes.length);
      if (!room) return null;
      new Uint8Array(engine.memory.buffer, room, bytes.length).set(bytes);
      const at = engine.shebao_answer();
      return JSON.parse(new TextDecoder().decode(new Uint8Array(engine.memory.buffer, at, engine.shebao_answer_length())));
    } catch {
      engine = null;
      anew();
      return null;
    }
  };

  /* what is typed, as the form would be sent */
  const typed = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString();

  /* the answer: words and figures as the engine says them, in the page's own shapes */
  const told = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const points = (of, lines) => of.replaceChildren(...lines.map((line) => told("li", line)));
  const head = ({ tone, title, said, notes }) => {
    const part = shape(tone);
    part.querySelector("h2").textContent = title;
    const [sentences, list] = [part.querySelector("p"), part.querySelector("ul")];
    const sentence = sentences.querySelector("span");
    sentences.replaceChildren(...said.map((line) => Object.assign(sentence.cloneNode(), { textContent: line })));
    points(list, notes);
    if (!said.length) sentences.remove();
    if (!notes.length) list.remove();
    return part;
  };
  /* the blank table has a column of each kind: title, text, figure */
  const kinds = ["title", "text", "figure"];
  const table = (of, { caption, columns, lines, foot }) => {
    of.querySelector("caption").textContent = caption;
    const fill = (row, texts, first) => {
      const cells = columns.map(({ kind, head }, at) => {
        const cell = row.cells[at === 0 && first ? 0 : kinds.indexOf(kind)].cloneNode();
        if (cell.dataset.label !== undefined) cell.dataset.label = head;
        return Object.assign(cell, { textContent: texts[at] });
      });
      const own = row.cloneNode();
      own.append(...cells);
      return own;
    };
    const [top, body, sums] = [of.tHead, of.tBodies[0], of.tFoot];
    const line = body.rows[0];
    top.rows[0].replaceWith(fill(top.rows[0], columns.map(({ head }) => head)));
    body.replaceChildren(...lines.map((texts) => fill(line, texts)));
    if (foot.length) sums.rows[0].replaceWith(fill(sums.rows[0], foot, true));
    else sums.remove();
  };
  const panel = (of) => {
    const part = shape(of.table && !of.points.length && !of.said.length ? "table" : "panel");
    const [section, title] = [part.querySelector("section"), part.querySelector("h2")];
    title.id = `h-${of.id}`;
    section.setAttribute("aria-labelledby", title.id);
    title.textContent = of.title;
    if (of.table) {
      if (!section.querySelector("table")) section.append(shape("table").querySelector("table"));
      table(section.querySelector("table"), of.table);
    }
    if (of.points.length) {
      const list = shape("info").querySelector("ul");
      points(list, of.points);
      section.append(list);
    }
    section.append(...of.said.map((line) => told("p", line)));
    return part;
  };
  const step = ({ about, rest, source, under }) => {
    const item = document.createElement("li");
    item.append(told("b", about), rest);
    if (source) item.append(told("cite", source));
    if (under.length) item.append(steps(under));
    return item;
  };
  const steps = (all) => {
    const list = document.createElement("ul");
    list.append(...all.map(step));
    return list;
  };
  const reasons = ({ why, rules }) => {
    const part = shape("why");
    part.querySelector(".sb-why__sum").textContent = why.about + why.rest;
    part.querySelector(".sb-why > ul").replaceWith(steps(why.under));
    part.querySelector(".sb-why > p:last-child").textContent = rules;
    return part;
  };
  const stacked = (...parts) => {
    const stack = Object.assign(document.createElement("div"), { className: "sb-stack" });
    stack.append(...parts);
    return stack;
  };
  const answer = (shown) => stacked(head(shown), ...shown.panels.map(panel), ...(shown.why ? [reasons(shown)] : []));
  /* what is wrong with a field is said under its name as on the page; whatever a rule refuses is said as the rule says it */
  const isOfField = ({ code }) => code.startsWith("field.");
  const refused = (why) => {
    const label = form.elements[why.field]?.labels?.[0]?.firstChild?.textContent.trim() ?? "";
    const title = isOfField(why) ? here.dataset.wrong.replace("{field}", label).replace("{message}", () => why.message) : why.message;
    return stacked(head({ tone: "time", title, said: why.fix ? [why.fix] : [], notes: [] }));
  };

  /* once the hand rests: what came out is said to who listens, and the address holds the question */
  let waiting = 0;
  const rest = (isAnswered) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      document.querySelector("[data-said]").textContent = answered.querySelector("h2")?.textContent ?? "";
      if (isAnswered) history.replaceState(null, "", `${location.pathname}?${typed()}`);
    }, 700);
  };
  const clean = () => {
    for (const old of document.querySelectorAll(".govuk-error-summary, .govuk-error-message")) old.remove();
    for (const old of form.querySelectorAll(".govuk-form-group--error")) old.classList.remove("govuk-form-group--error");
    for (const old of form.querySelectorAll("[aria-invalid]")) { old.removeAttribute("aria-invalid"); old.classList.remove("govuk-input--error"); }
  };
  const mark = (all) => {
    for (const field of all.map((why) => form.elements[why.field]).filter((field) => field?.setAttribute)) {
      field.setAttribute("aria-invalid", "true");
      field.classList.add("govuk-input--error");
      field.closest(".govuk-form-group")?.classList.add("govuk-form-group--error");
    }
  };
  const question = () => ask("page", { calculator: form.dataset.calculator, region, typed: typed() });
  /* shows the answer to what is typed; whether there is one to show */
  const reckon = () => {
    const said = question();
    const first = said?.refused?.[0];
    if (said?.shown) { answered.replaceChildren(answer(said.shown)); clean(); }
    else if (first) answered.replaceChildren(refused(first));
    else answered.replaceChildren();
    rest(Boolean(said?.shown));
    return Boolean(said?.shown || (first && !isOfField(first)));
  };

  const take = () => {
    const pack = ask("pack", { region });
    if (pack?.fingerprint !== here.dataset.fingerprint) return;
    document.querySelector("[data-here]").hidden = false;
    document.querySelector("[data-by-server]").hidden = true;
    form.addEventListener("input", reckon);
    form.addEventListener("submit", (event) => {
      // What is wrong with a field is the server's to say, field by field; without a network it is said here.
      if (!reckon() && navigator.onLine) return;
      event.preventDefault();
      mark(question()?.refused ?? []);
      answered.querySelector("h2")?.scrollIntoView({ block: "nearest" });
    });
    // A question that stands in the form already is answered; what must be mended stays as the server said it.
    const said = question();
    if (said?.shown) answered.replaceChildren(answer(said.shown));
  };
  WebAssembly.compileStreaming(fetch(here.dataset.engine, { credentials: "same-origin" }))
    .then((compiled) => { module = compiled; return anew(); })
    .then(take)
    .catch(() => { /* no module: the form is sent to the server */ });
})();
