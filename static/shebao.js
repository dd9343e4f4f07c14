/* What saves the hand a way: keys, ticking rows, keeping what was typed across a change of language.
   Every page works without this file. No inline scripts (CSP): all is bound here, by data attributes.

   [data-key="g r"]        pressing g then r follows this link (or focuses this field)
   [data-rows]             a table whose rows j and k walk; x ticks, Enter opens, w opens "why?"
   [data-selection]        the bar that counts the ticks of the form it stands in
   [data-reload]           a page that reloads itself after that many seconds (long jobs, without htmx)  */
(() => {
  "use strict";
  const OFF = "shebao.keys";
  const store = {
    get(key) { try { return sessionStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { sessionStorage.setItem(key, value); } catch { /* private window: nothing is kept */ } },
    drop(key) { try { sessionStorage.removeItem(key); } catch { /* as above */ } },
  };
  const lasting = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* as above */ } },
  };

  /* keys */
  let first = "";
  let timer = 0;
  const typing = (target) => target instanceof HTMLElement &&
    (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type)));
  const press = (element) => {
    if (element.matches("input, select, textarea")) { element.focus(); element.select?.(); } else { element.click(); }
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && event.target instanceof HTMLInputElement && event.target.type === "search") { event.target.blur(); return; }
    if (lasting.get(OFF) === "off" || typing(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const wanted = first ? `${first} ${key}` : key;
    const target = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === wanted && e.getClientRects().length > 0);
    clearTimeout(timer);
    first = "";
    if (target) { event.preventDefault(); press(target); return; }
    if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
      first = key;
      timer = setTimeout(() => { first = ""; }, 1500);
      return;
    }
    if (walk(key, event.target)) event.preventDefault();
  });
  const onOff = document.querySelector("[data-keys-switch]");
  if (onOff) {
    onOff.checked = lasting.get(OFF) !== "off";
    onOff.addEventListener("change", () => lasting.set(OFF, onOff.checked ? "on" : "off"));
  }

  /* rows */
  const rows = () => [...document.querySelectorAll("[data-rows] > tbody > tr:not([id^='why'])")];
  const at = () => rows().findIndex((row) => row.contains(document.activeElement));
  const walk = (key, target) => {
    const all = rows();
    if (all.length === 0) return false;
    const now = at();
    if (key === "j" || key === "k") {
      const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? 0 : now + (key === "j" ? 1 : -1)))];
      const stop = next.querySelector("a, input") ?? next;
      if (stop === next) next.tabIndex = -1;
      stop.focus();
      next.scrollIntoView({ block: "nearest" });
      return true;
    }
    const row = all[now];
    if (!row) return false;
    if (key === "x") { row.querySelector("input[type=checkbox]")?.click(); return true; }
    if (key === "w") { row.querySelector(".sb-whylink")?.click(); return true; }
    if (key === "Enter" && !(target instanceof HTMLAnchorElement)) { row.querySelector("th a, a")?.click(); return true; }
    return false;
  };

  /* a second press on "why?" closes it again, before htmx asks the server */
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-why]") : null;
    const below = link?.closest("tr")?.nextElementSibling;
    if (!below?.querySelector(":scope > .sb-why-cell")) { link?.setAttribute("aria-expanded", "true"); return; }
    below.remove();
    link.setAttribute("aria-expanded", "false");
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  /* selection: the bar names how many are ticked; the server decides what may be done with them */
  const bars = () => document.querySelectorAll("[data-selection]");
  const recount = () => {
    for (const bar of bars()) {
      const form = bar.closest("form") ?? document;
      const ticks = [...form.querySelectorAll("tbody input.sb-tick")];
      const picked = ticks.filter((tick) => tick.checked);
      for (const tick of ticks) tick.closest("tr")?.classList.toggle("is-picked", tick.checked);
      for (const place of bar.querySelectorAll("[data-selection-count]")) place.textContent = String(picked.length);
      const names = bar.querySelector("[data-selection-names]");
      if (names) names.textContent = picked.slice(0, 5).map((tick) => tick.dataset.name ?? "").join(names.dataset.joint ?? ", ") + (picked.length > 5 ? "…" : "");
      bar.hidden = picked.length === 0;
      const all = form.querySelector("input[data-tick-all]");
      if (all) { all.checked = picked.length > 0 && picked.length === ticks.length; all.indeterminate = picked.length > 0 && picked.length < ticks.length; }
    }
  };
  for (const all of document.querySelectorAll("input[data-tick-all]")) all.hidden = false;
  let lastTick = null;
  document.addEventListener("click", (event) => {
    const tick = event.target;
    if (!(tick instanceof HTMLInputElement) || !tick.matches("tbody input.sb-tick")) return;
    const form = tick.closest("form") ?? document;
    const ticks = [...form.querySelectorAll("tbody input.sb-tick")];
    if (event.shiftKey && lastTick && ticks.includes(lastTick)) {
      const [from, to] = [ticks.indexOf(lastTick), ticks.indexOf(tick)].sort((a, b) => a - b);
      for (const between of ticks.slice(from, to + 1)) between.checked = tick.checked;
    }
    lastTick = tick;
    recount();
  });
  document.addEventListener("change", (event) => {
    const all = event.target;
    if (all instanceof HTMLInputElement && all.matches("input[data-tick-all]")) {
      const form = all.closest("form") ?? document;
      for (const tick of form.querySelectorAll("tbody input.sb-tick")) tick.checked = all.checked;
    }
    recount();
    mark(event.target);
  });

  /* a chosen radio marks its card or row */
  const mark = (input) => {
    if (!(input instanceof HTMLInputElement) || input.type !== "radio") return;
    for (const card of document.querySelectorAll(".sb-choice, .sb-reason")) {
      const radio = card.querySelector("input[type=radio]");
      if (radio && radio.name === input.name) card.classList.toggle("is-picked", radio.checked);
    }
  };

  /* a change of language keeps what was typed: written before leaving, put back once, then forgotten */
  const KEPT = "shebao.typed";
  const fields = () => [...document.querySelectorAll("main form :is(input, select, textarea)[name]")]
    .filter((f) => !/^(hidden|password|file|submit|button)$/.test(f.type));
  for (const link of document.querySelectorAll(".sb-lang a")) {
    link.addEventListener("click", () => {
      const typed = fields().map((f) => [f.name, f.type === "checkbox" || f.type === "radio" ? [f.value, f.checked] : f.value]);
      if (typed.length) store.set(KEPT, JSON.stringify([location.pathname, typed]));
    });
  }
  const kept = store.get(KEPT);
  if (kept) {
    store.drop(KEPT);
    try {
      const [path, typed] = JSON.parse(kept);
      if (path === location.pathname) {
        for (const [name, value] of typed) {
          for (const f of fields().filter((f) => f.name === name)) {
            if (Array.isArray(value)) { if (f.value === value[0]) f.checked = value[1]; } else { f.value = value; }
          }
        }
      }
    } catch { /* not ours: nothing is put back */ }
  }

  /* after an error the summary has the focus */
  document.querySelector(".govuk-error-summary")?.focus();
  /* a form is sent once: the second press within two seconds is not sent */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 2000);
  });
  const reload = document.querySelector("[data-reload]");
  if (reload && !window.htmx) setTimeout(() => location.reload(), Number(reload.dataset.reload) * 1000);
  for (const button of document.querySelectorAll("[data-print]")) { button.hidden = false; button.addEventListener("click", () => window.print()); }
  recount();
})();
