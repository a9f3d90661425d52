// Another language keeps what was typed and not sent: it is put aside when a language is chosen, and stands on the page that
// comes. Secrets and files do not travel; where files had been chosen, that page says so.
(() => {
  "use strict";

  const PLACE = "typed";
  const HOLDS = 60000; // ms: a page that comes later is another visit
  const SECRET = "[type=password], [autocomplete=one-time-code]";
  const NOTHING_TYPED = /^(hidden|submit|button|image|reset)$/;

  // Every field of the page by what it is called, whatever the language: its form's address, its name, its choice.
  const fields = () => {
    const called = new Map();
    for (const form of document.querySelectorAll("main form")) {
      for (const field of form.elements) {
        if (!field.name || NOTHING_TYPED.test(field.type) || field.matches(SECRET)) continue;
        const choice = isChoice(field) ? field.value : "";
        const name = [form.getAttribute("action") ?? "", field.name, choice].join("\n");
        called.set(name, [...(called.get(name) ?? []), field]);
      }
    }
    return [...called].flatMap(([name, same]) => same.map((field, number) => [`${name}\n${number}`, field]));
  };

  const isChoice = ({ type }) => type === "checkbox" || type === "radio";
  const chosenAtFirst = ({ options }) => ([...options].find((one) => one.defaultSelected) ?? options[0])?.value;

  // What a person made of a field; undefined where it is as it came.
  const typed = (field) => {
    if (field.type === "file") return field.files.length > 0 || undefined;
    if (isChoice(field)) return field.checked === field.defaultChecked ? undefined : field.checked;
    const atFirst = field.options ? chosenAtFirst(field) : field.defaultValue;
    return field.value === atFirst ? undefined : field.value;
  };

  const fill = (field, value) => {
    if (field.type === "file") {
      field.closest(".field")?.querySelectorAll("[data-choose-again]").forEach((one) => (one.hidden = false));
      return;
    }
    if (isChoice(field)) field.checked = value;
    else field.value = value;
    for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    for (const happened of ["input", "change"]) field.dispatchEvent(new Event(happened, { bubbles: true }));
  };

  const putAside = () => {
    const all = fields().map(([name, field]) => [name, typed(field)]);
    const kept = all.filter(([, value]) => value !== undefined);
    if (kept.length) sessionStorage.setItem(PLACE, JSON.stringify({ page: location.pathname, at: Date.now(), kept }));
  };

  const takeBack = () => {
    const { page, at, kept } = JSON.parse(sessionStorage.getItem(PLACE) ?? "{}");
    sessionStorage.removeItem(PLACE); // whatever page this is: nothing typed lies about
    if (page !== location.pathname || Date.now() - at > HOLDS) return;
    const here = new Map(fields());
    for (const [name, value] of kept) if (here.has(name)) fill(here.get(name), value);
  };

  const wherePossible = (act) => {
    try {
      act();
    } catch {
      // No storage on this device, or what lies there is none of ours: as without scripts.
    }
  };

  document.addEventListener("click", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey; // in a tab of its own: this one stays
    if (!elsewhere && event.target.closest?.(".languages :is(a, button)")) wherePossible(putAside);
  });
  document.addEventListener("DOMContentLoaded", () => wherePossible(takeBack)); // by then all who listen to fields are there
})();
