/* Answers a calculator's question in the browser, as it is typed, with the engine of the server compiled to WebAssembly. Nothing is
   sent, and a page that is open goes on without a network. Without this file, where the module cannot be had, or where its rules are
   not the server's, the form is sent to the server as it stands. No inline scripts, and no arithmetic: all words and figures are the engine's.

   [data-engine]      address of the module, region, day and language; inside it the shapes that an answer fills
   [data-calculator]  the form
   #answered          where the answer stands  */
(() => {
  "use strict";
  const here = document.querySelector("[data-engine]");
  const form = document.querySelector("form[data-calculator]");
  const answered = document.getElementById("answered");
  if (!here || !form || !answered || typeof WebAssembly !== "object") return;
  const { region, today, lang } = here.dataset;
  const shape = (name) => here.querySelector(`template[data-${name}]`).content.cloneNode(true);

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

  /* the question: what is typed, with full-width signs as their half-width twins; what is left empty is not said */
  const narrow = (text) => text.trim().replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replaceAll("。", ".").replaceAll("￥", "¥").replaceAll("\u3000", " ");
  const question = () => {
    const options = { region };
    for (const [name, value] of new FormData(form)) {
      const plain = name === "wage" ? narrow(value).replace(/[,元¥ ]/g, "") : narrow(value);
      if (plain) options[name] = plain;
    }
    options.month ??= "";
    return options;
  };

  /* the answer: words and figures as the engine says them, in the page's own shapes */
  const told = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const step = ({ about, rest, source, under }) => {
    const item = document.createElement("li");
    item.append(told("b", about), rest);
    if (source) item.append(told("cite", source));
    if (under.length) item.append(list(under));
    return item;
  };
  const list = (steps) => {
    const all = document.createElement("ul");
    all.append(...steps.map(step));
    return all;
  };
  const put = (cells, texts) => texts.forEach((text, at) => { cells[at].textContent = text; });
  const answer = ({ title, injury_class_missing: missing, doubts, lines, total, why }) => {
    const part = shape("answer");
    part.querySelector("h2").textContent = title;
    if (!missing) part.querySelector("[data-missing]").remove();
    const bullets = part.querySelector(".sb-bullets");
    if (doubts.length) bullets.replaceChildren(...doubts.map((doubt) => told("li", doubt)));
    else bullets.remove();
    const body = part.querySelector("tbody");
    const row = body.rows[0];
    body.replaceChildren(...lines.map((line) => { const own = row.cloneNode(true); put(own.cells, line); return own; }));
    put([...part.querySelector("tfoot tr").cells].slice(2), total);
    part.querySelector(".sb-why__sum").textContent = why.about + why.rest;
    part.querySelector(".sb-why > ul").replaceWith(list(why.under));
    return part;
  };
  const refused = (title, mend) => {
    const part = shape("refused");
    part.querySelector("h2").textContent = title;
    part.querySelector("p").textContent = mend;
    return part;
  };
  /* a field that is not typed to its end yet is named as on the page; whatever a rule refuses is said as the rule says it */
  const incomplete = ({ option = "" }) => {
    const field = form.elements[option.replace(/^--/, "").replaceAll("-", "_")];
    const label = field?.labels?.[0]?.firstChild?.textContent.trim() ?? option;
    return refused(here.dataset.incomplete.replace("{field}", label), "");
  };

  /* once the hand rests: what came out is said to who listens, and the address holds the question */
  let waiting = 0;
  const rest = (text, isAnswered) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      document.querySelector("[data-said]").textContent = text;
      const typed = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      if (isAnswered) history.replaceState(null, "", `${location.pathname}?${typed}`);
    }, 700);
  };
  const clean = () => {
    for (const old of document.querySelectorAll(".govuk-error-summary, .govuk-error-message")) old.remove();
    for (const old of form.querySelectorAll(".govuk-form-group--error")) old.classList.remove("govuk-form-group--error");
    for (const old of form.querySelectorAll("[aria-invalid]")) { old.removeAttribute("aria-invalid"); old.classList.remove("govuk-input--error"); }
  };
  /* shows the answer to what is typed; whether there is one to show */
  const reckon = () => {
    const said = ask(`${form.dataset.calculator}-shown`, question());
    const fault = said?.error;
    const isIncomplete = fault?.code.startsWith("usage.") ?? false;
    if (!said) answered.replaceChildren();
    else answered.replaceChildren(!fault ? answer(said) : isIncomplete ? incomplete(fault.where) : refused(fault.message, fault.fix));
    if (said && !fault) clean();
    rest(answered.querySelector("h2")?.textContent ?? "", said && !fault);
    return said !== null && !isIncomplete;
  };

  const take = () => {
    const pack = ask("pack", { region });
    if (pack?.fingerprint !== here.dataset.fingerprint) return;
    document.querySelector("[data-here]").hidden = false;
    document.querySelector("[data-by-server]").hidden = true;
    form.addEventListener("input", reckon);
    form.addEventListener("submit", (event) => {
      // What is not complete is the server's to say, field by field; without a network it is said here.
      if (!reckon() && navigator.onLine) return;
      event.preventDefault();
      answered.querySelector("h2")?.scrollIntoView({ block: "nearest" });
    });
    if (form.elements.wage.value) reckon();
  };
  WebAssembly.compileStreaming(fetch(here.dataset.engine, { credentials: "same-origin" }))
    .then((compiled) => { module = compiled; return anew(); })
    .then(take)
    .catch(() => { /* no module: the form is sent to the server */ });
})();
