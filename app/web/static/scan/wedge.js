// Scanners that type: on every staff page a scan opens the right thing, and never lands in a field or sends a form.
// How keys are read stands in keys.js; here they are listened to, and what they did to a field is put back.
import { GAP, createReader } from "./keys.js";
import { binIn, short } from "./labels.js";
import { holds, takeLeft } from "./leaving.js";
import { recall, remember } from "./memory.js";

const TYPED_INTO = "textarea, select, input:not([type=checkbox], [type=radio], [type=file], [type=submit], [type=button])";
// Scanner and computer may be set to different layouts; what a label has proved holds for this device.
const reader = createReader({ known: recall("scan-layout") ?? "", learned: (layout) => remember("scan-layout", layout) });
let before = null; // the field as it was before the run
let timer = 0;

const begin = ({ target }) => {
  const field = target instanceof Element && target.matches(TYPED_INTO) ? target : null;
  return { field, value: field?.value, from: field?.selectionStart ?? null, to: field?.selectionEnd };
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

// Whether the station has it: then the key that ended it is the scanner's, whatever was scanned.
const ended = (scan) => {
  if (!scan) return false;
  putBack(before);
  const taken = !scan.echo && take(scan.text, scan.doubt);
  if (taken) reader.took();
  return taken;
};

// A page that was busy wakes late, perhaps before it has looked at the keys that were pressed meanwhile.
const after = (ms, then) => {
  const due = performance.now() + ms;
  timer = setTimeout(() => (performance.now() - due < GAP ? then() : after(0, then)), ms);
};
// No key for a while: some runs are complete by then, others may go on.
const pause = () => after(reader.wait() - GAP, over);
const over = () => ended(reader.pause());

addEventListener(
  "keydown",
  (event) => {
    if (reader.overdue(event.timeStamp)) over();
    const now = begin(event);
    const { begins, runs, stops, scan } = reader.press(event, Boolean(now.field), event.timeStamp);
    if (begins) before = now;
    if (runs || scan) clearTimeout(timer);
    if (runs) after(GAP, pause);
    if (!ended(scan) && !stops) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);

// -- where it goes

// `doubt`: a few keys that may have been a scan. The station says so; elsewhere it is shown in the box, or fills a bin's field.
const take = (text, doubt) => {
  if (tell({ text, doubt, forget: reader.forget })) return true;
  if (doubt) hint(text);
  else if (!fill(text)) lead(text);
  return false;
};
// Whether the station takes it.
const tell = (detail) => !document.dispatchEvent(new CustomEvent("scanned", { detail, cancelable: true }));

const lead = (text) => {
  const address = `/scan?code=${encodeURIComponent(text)}`;
  if (somethingTyped()) offer(text, address);
  else location.assign(address);
};

// Three fields want scans: the station's box where the station itself could not begin, a bin for its label, and the list
// of many codes, which says so (data-bins) where it asks for bins, too. What none of them asks for goes elsewhere.
const fill = (text) => {
  const box = document.querySelector("main form[action='/scan'][method=post] input[name=code]");
  if (box) return put(box, text) && send(box.form);
  const label = binOf(text);
  if (fillBin(text)) return true;
  const list = document.querySelector("main textarea[name=codes]");
  if (!list || (label && !("bins" in list.dataset))) return false;
  return put(list, `${list.value.replace(/\n?$/, list.value ? "\n" : "")}${label || text}\n`);
};
const hint = (text) => {
  const box = document.querySelector("main form[action='/scan'] input[name=code]");
  return box ? put(box, text) : fillBin(text);
};
const binField = () => document.querySelector("main input[name=bin]:not([type=hidden])");
const binOf = (text) => binIn(text, [...(binField()?.list?.options ?? [])].map((one) => one.value));
const fillBin = (text) => Boolean(binField() && binOf(text)) && put(binField(), binOf(text));
const put = (field, value) => {
  late?.push(value.trim().split("\n").at(-1));
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
};
const send = (form) => {
  form.requestSubmit();
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
  document.querySelector("#scanned a").href = address;
  lay("scanned", [text]);
};
const lay = (name, texts) => {
  const bar = document.getElementById(name);
  bar.querySelector("[data-code]").textContent = texts.map(short).join(", ");
  bar.querySelector("button").onclick = () => (bar.hidden = true);
  // By the script and not in app.css, as no other page pays for it.
  Object.assign(bar.style, {
    position: "fixed", inset: "auto 0 0 0", zIndex: 9, padding: "var(--s3) max(var(--s4), calc((100% - var(--page)) / 2))",
    background: "var(--sheet)", borderBlockStart: "2px dashed var(--edge)",
  });
  bar.hidden = false;
};

// -- a page that goes

const STANDS = 8000; // ms after which a page that was to go stays: the answer was a file
let late = null; // what was scanned into a field of a page that was already being left
let staying = 0;
addEventListener("beforeunload", () => {
  late = [];
  clearTimeout(staying);
  staying = setTimeout(() => (late = null), STANDS);
});
holds(() => [...(late ?? []), reader.half()].filter(Boolean));

// By then the station is there, if there is one.
addEventListener("DOMContentLoaded", () => {
  const cut = takeLeft().filter((text) => !tell({ text, cut: true }));
  if (cut.length) lay("cut", cut);
});
