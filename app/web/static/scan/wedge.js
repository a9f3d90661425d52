// Scanners that type: on every staff page a scan opens the right thing, and never lands in a field or sends a form.
//
// A scanner presses keys like a person does, some as slowly. What tells it apart is what was typed: a code whose check
// letter agrees, or the address of our label. Only where no field has the focus does any run of keys with a digit count.
(() => {
  "use strict";

  const GAP = 200; // ms without a key that end a scan whose scanner sends no Enter
  const UNSURE = 280; // ms where nothing but the pause says that it is complete: by then the next one may begin
  const LONGER = 500; // ms where more is to come: a busy machine must not cut a code in two
  const LEAST = 4; // keys of a serial or bin scanned outside of a field
  const DOUBLED = 3000; // ms within which the same scan is the scanner's own echo
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
  const BY_PLACE = {
    Minus: "-_", Slash: "/?", Period: ".>", Comma: ",<", Semicolon: ";:", Equal: "=+", Space: "  ",
    NumpadSubtract: "--", NumpadDivide: "//", NumpadDecimal: "..",
  };
  const TYPED_INTO = "textarea, select, input:not([type=checkbox], [type=radio], [type=file], [type=submit], [type=button])";

  // The character of a key, whatever mode the keyboard is in: what is not Latin is read by where the key lies.
  const charOf = (event) => {
    if (event.key.length === 1 && event.key >= " " && event.key <= "~") return event.key;
    const place = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(event.code);
    return place ? place[1] || place[2] : BY_PLACE[event.code]?.[event.shiftKey ? 1 : 0] || "";
  };

  // -- what was scanned, without what the scanner put around it; "" where it is no label of ours

  const ADDRESS = /HTTPS?:\/\/[^\s/]+\/(?:Q\/(?:[0-9A-Z]{4}-?){2}[0-9A-Z]{4}|B\/[^\s/?#]+?(?=HTTPS?:|[\s?#]|$))/i;
  const DASHED = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/i;
  const BARE = /^(?:\][A-Z][0-9A-Z])?[^0-9A-Z]*([0-9A-Z]{12})\1?[^0-9A-Z\s]*$/i; // ]Q1 names the symbology (ISO/IEC 15424)
  const BEGUN = /(?:HTTPS?:\S*|^(?:\][A-Z][0-9A-Z])?\W*[0-9A-Z]{4}-[0-9A-Z-]*)$/i;

  const isCode = (typed) => {
    const code = typed.toUpperCase().replace(/-/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
    const digits = [...code].map((char) => ALPHABET.indexOf(char));
    const check = digits.slice(0, 11).reduce((sum, one) => (sum * 32 + one) % 37, 0);
    return /[A-Z]$/.test(code) && !code.includes("U") && check === digits[11];
  };
  const labelIn = (typed, field) => {
    if (field && /\s/.test(typed)) return ""; // a sentence that quotes a code
    const address = ADDRESS.exec(typed);
    if (address) return address[0];
    const dashed = DASHED.exec(typed)?.[0];
    const bare = !field || /\d/.test(typed) ? BARE.exec(typed)?.[1] : ""; // a long word, or Korean by its keys
    return [dashed, bare].find((code) => code && isCode(code)) ?? "";
  };

  // -- a run of keys, and the field as it was before

  let run = null;
  let timer = 0;
  let swallowed = -GAP; // when the last scan ended: some scanners send Enter twice, or Tab and Enter
  let last = { text: "", at: -DOUBLED };

  const begin = ({ target }) => {
    const field = target instanceof Element && target.matches(TYPED_INTO) ? target : null;
    return { text: "", field, value: field?.value, from: field?.selectionStart ?? null, to: field?.selectionEnd };
  };

  const putBack = ({ field, value, from, to }) => {
    if (!field) return;
    const focused = document.activeElement === field;
    if (focused) field.blur(); // ends a syllable the keyboard is still putting together
    field.value = value;
    if (focused) field.focus({ preventScroll: true });
    if (focused && from !== null) field.setSelectionRange(from, to);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // No key for a while: a label of ours is complete; half a label, or what no check letter proves, may go on.
  const pause = () => {
    const isLabel = labelIn(run.text.trim(), run.field);
    const most = isLabel ? GAP : BEGUN.test(run.text) ? LONGER : run.field ? GAP : UNSURE;
    timer = setTimeout(end, most - GAP);
  };

  // True where the run of keys was a scan: then it is taken, and the field is as it was before.
  const end = () => {
    clearTimeout(timer);
    const ended = run;
    run = null;
    if (!ended) return false;
    const typed = ended.text.trim();
    const label = labelIn(typed, ended.field);
    if (!label && (ended.field || typed.length < LEAST || !/\d/.test(typed))) return false;
    putBack(ended);
    const now = performance.now();
    const text = label || typed;
    const echo = text === last.text && now - last.at < DOUBLED;
    swallowed = now;
    if (echo) return true;
    last = { text, at: now };
    take(text);
    return true;
  };

  addEventListener(
    "keydown",
    (event) => {
      if (!event.key || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return; // filling in by itself has no key
      if (["Enter", "NumpadEnter", "Tab"].includes(event.code) || event.key === "Enter" || event.key === "Tab") {
        if (end() || performance.now() - swallowed < GAP) {
          event.preventDefault();
          event.stopImmediatePropagation();
        }
        return;
      }
      const char = charOf(event);
      if (!char || (char === " " && !run)) return; // Shift stands between the keys of a scan; Space presses a button
      run ??= begin(event);
      run.text += char;
      if (!run.field && run.text.length > 1) event.preventDefault(); // else "/" opens a browser's own search
      clearTimeout(timer);
      timer = setTimeout(pause, GAP);
    },
    { capture: true },
  );

  // -- where it goes

  const take = (text) => {
    const forget = () => (last = { text: "", at: -DOUBLED });
    const scanned = new CustomEvent("scanned", { detail: { text, forget }, cancelable: true });
    if (!document.dispatchEvent(scanned)) return; // the station takes it
    if (fill(text)) return;
    const address = `/scan?code=${encodeURIComponent(text)}`;
    if (somethingTyped()) offer(text, address);
    else location.assign(address);
  };

  // Two fields want scans: a bin for its label, and the list of many codes, which says so (data-bins) where it asks
  // for bins, too. What neither asks for goes elsewhere.
  const fill = (text) => {
    const bin = document.querySelector("main input[name=bin]:not([type=hidden])");
    const list = document.querySelector("main textarea[name=codes]");
    const address = /\/B\/(.+)$/i.exec(text)?.[1];
    const code = (address ? decoded(address) : text).toUpperCase();
    const isBin = Boolean(address) || [...(bin?.list?.options ?? [])].some((one) => one.value === code);
    if (bin && isBin) return put(bin, code);
    if (!list || (isBin && !("bins" in list.dataset))) return false;
    return put(list, `${list.value.replace(/\n?$/, list.value ? "\n" : "")}${isBin ? code : text}\n`);
  };
  const decoded = (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part; // a percent sign that means itself
    }
  };
  const put = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };

  const changed = (field) => {
    if (field.type === "hidden") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.type === "file") return field.files.length > 0;
    if (field.type === "select-one") return !field.options[field.selectedIndex]?.defaultSelected && field.selectedIndex > 0;
    return "defaultValue" in field && field.value !== field.defaultValue;
  };
  const somethingTyped = () =>
    [...document.querySelectorAll("main form[method=post]")].some((form) => [...form.elements].some(changed));

  // Going away would lose what was typed here, so the person decides.
  const offer = (text, address) => {
    const bar = document.getElementById("scanned");
    bar.querySelector("[data-code]").textContent = text.replace(/^.*\/[QB]\//i, "").slice(0, 40);
    bar.querySelector("a").href = address;
    bar.querySelector("button").onclick = () => (bar.hidden = true);
    // By the script and not in app.css, as no other page pays for it.
    Object.assign(bar.style, {
      position: "fixed", inset: "auto 0 0 0", zIndex: 9, padding: "var(--s3) max(var(--s4), calc((100% - var(--page)) / 2))",
      background: "var(--sheet)", borderBlockStart: "2px dashed var(--edge)",
    });
    bar.hidden = false;
  };
})();
