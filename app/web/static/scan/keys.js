// Runs of keys, read as scans: which key types what, when a run is complete, and whether it was a scanner or a person.
// Pure: the caller says which key, whether a field had the focus, and what time it is.
//
// A scanner presses keys like a person does, some as slowly. What tells it apart is what was typed: a code whose check
// letter agrees, or the address of our label. Only where no field has the focus does any run of keys with a digit count.
import { isBegun, labelIn } from "./labels.js";

export const GAP = 200; // ms without a key that end a scan whose scanner sends no Enter
const UNSURE = 280; // ms where nothing but the pause says that it is complete: by then the next one may begin
const LONGER = 500; // ms where more is to come: a busy machine must not cut a code in two
const LEAST = 4; // keys of a serial or bin scanned outside of a field
const DOUBLED = 3000; // ms within which the same scan is the scanner's own echo
const BY_PLACE = {
  Minus: "-_", Slash: "/?", Period: ".>", Comma: ",<", Semicolon: ";:", Equal: "=+", Space: "  ",
  NumpadSubtract: "--", NumpadDivide: "//", NumpadDecimal: "..",
};

// The character of a key, whatever mode the keyboard is in: what is not Latin is read by where the key lies.
export const charOf = ({ key, code, shiftKey }) => {
  if (key.length === 1 && key >= " " && key <= "~") return key;
  const place = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(code);
  return place ? place[1] || place[2] : BY_PLACE[code]?.[shiftKey ? 1 : 0] || "";
};

// What a run was: our label; outside of a field anything long enough with a digit; "" where somebody typed.
export const scanIn = (typed, inField) => {
  const text = typed.trim();
  const label = labelIn(text, inField);
  if (label) return label;
  return inField || text.length < LEAST || !/\d/.test(text) ? "" : text;
};

// How many ms without a key end this run: a label of ours is complete; half a label, or what no check letter proves, may go on.
export const patience = (typed, inField) => {
  if (labelIn(typed.trim(), inField)) return GAP;
  if (isBegun(typed)) return LONGER;
  return inField ? GAP : UNSURE;
};

const isTyped = ({ key, ctrlKey, altKey, metaKey, repeat }) => Boolean(key) && !ctrlKey && !altKey && !metaKey && !repeat; // filling in by itself has no key
const isEnd = ({ key, code }) => ["Enter", "NumpadEnter", "Tab"].includes(code) || key === "Enter" || key === "Tab";
const PASSES = { begins: false, runs: false, stops: false, scan: null };
const NEVER = { text: "", at: -DOUBLED };

// One keyboard. `press` and `pause` give the scan that has ended, if one has: its text, and whether it is an echo.
export const createReader = () => {
  let run = null;
  let swallowed = -GAP; // when the last scan ended: some scanners send Enter twice, or Tab and Enter
  let last = NEVER;

  const end = (now) => {
    const text = run ? scanIn(run.text, run.inField) : "";
    run = null;
    if (!text) return null;
    swallowed = now;
    if (text === last.text && now - last.at < DOUBLED) return { text, echo: true };
    last = { text, at: now };
    return { text, echo: false };
  };

  // `begins`: the first key of a run; `runs`: more may come; `stops`: the key is the scanner's and goes no further.
  const press = (key, inField, now) => {
    if (!isTyped(key)) return PASSES;
    if (isEnd(key)) {
      const scan = end(now);
      return { ...PASSES, scan, stops: scan !== null || now - swallowed < GAP };
    }
    const char = charOf(key);
    if (!char || (char === " " && !run)) return PASSES; // Shift stands between the keys of a scan; Space presses a button
    const begins = !run;
    run ??= { text: "", inField };
    run.text += char;
    return { begins, runs: true, stops: !run.inField && run.text.length > 1, scan: null }; // "/" opens a browser's own search
  };

  return {
    press,
    pause: end,
    wait: () => (run ? patience(run.text, run.inField) : 0),
    forget: () => (last = NEVER), // it was not taken, so the same label again is no echo
  };
};
