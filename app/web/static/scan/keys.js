// Runs of keys, read as scans: when a run is complete, and whether it was a scanner or a person. Which key types what
// stands in layouts.js. Pure: the caller says which key, whether a field had the focus, and what time it is.
//
// A scanner presses keys like a person does, some as slowly. What tells it apart is what was typed: a code whose check
// letter agrees, or the address of our label. Only where no field has the focus does any other run of keys count.
// Times are those at which keys were pressed: a page that was busy looks at them late, and all at once.
import { LAYOUTS, likeliest, readingsOf } from "./layouts.js";
import { isBegun, labelIn } from "./labels.js";

export const GAP = 200; // ms without a key that end a scan whose scanner sends no Enter
const UNSURE = 280; // ms where nothing but the pause says that it is complete: by then the next one may begin
const LONGER = 500; // ms where more is to come: a busy machine must not cut a code in two
const LEAST = 4; // keys of a serial or bin scanned outside of a field
const DOUBLED = 3000; // ms within which the same scan is the scanner's own echo

const NONE = { text: "", layout: "", doubt: "" };

// Our label, by the first layout that proves it, the one that did last before all others.
const labelOf = (readings, inField, proved) => {
  for (const layout of proved ? [proved, ...LAYOUTS] : LAYOUTS) {
    const text = labelIn(readings[layout].trim(), inField);
    if (text) return { ...NONE, text, layout };
  }
  return NONE;
};

// What a run was: our label; outside of a field anything long enough with a digit, or letters that an Enter ended.
// `doubt`: what may have been a scan, but too little says so; "" where somebody typed.
const readRun = ({ readings, inField }, proved, hasEnd) => {
  const label = labelOf(readings, inField, proved);
  if (label.text || inField) return label;
  const text = likeliest(readings, proved).trim();
  const isLong = text.length >= LEAST;
  if (isLong && (hasEnd || /\d/.test(text))) return { ...NONE, text };
  return { ...NONE, doubt: isLong || (hasEnd && text.length > 1) ? text : "" };
};

// How many ms without a key end this run: a label of ours is complete; half a label, or what no check letter proves, may go on.
const patience = ({ readings, inField }, proved) => {
  if (labelOf(readings, inField, proved).text) return GAP;
  if (LAYOUTS.some((layout) => isBegun(readings[layout]))) return LONGER;
  return inField ? GAP : UNSURE;
};

// Whether these keys tell one layout from another: on most computers all of them read the same.
const tells = ({ readings }, layout, proved) =>
  ["typed", "us", proved || layout].some((other) => readings[other].toUpperCase() !== readings[layout].toUpperCase());

const isTyped = ({ key, ctrlKey, altKey, metaKey, repeat }) => Boolean(key) && !ctrlKey && !altKey && !metaKey && !repeat; // filling in by itself has no key
const isEnd = ({ key, code }) => ["Enter", "NumpadEnter", "Tab"].includes(code) || key === "Enter" || key === "Tab";
const PASSES = { begins: false, runs: false, stops: false, scan: null };
const NEVER = { text: "", at: -DOUBLED };

// One keyboard. `press` and `pause` give the scan that has ended, if one has: its text, and whether it is an echo; or with
// `doubt` what nobody can be sure of. `known` is the layout that a label proved last, told by
// `learned` when it changes. `overdue`: a key pressed by then comes after the pause that ended the run, also where nobody
// has noticed that pause yet. `took`: somebody acts on a doubt, so what ended it is the scanner's. `half`: what a scan that
// has not ended yet has said so far.
export const createReader = ({ known = "", learned = () => {} } = {}) => {
  let proved = LAYOUTS.includes(known) ? known : "";
  let run = null;
  let swallowed = -GAP; // when the last scan ended: some scanners send Enter twice, or Tab and Enter
  let endedAt = -GAP; // when the last run ended, whatever it was
  let last = NEVER;

  const end = (now, hasEnd) => {
    const { text, layout, doubt } = run ? readRun(run, proved, hasEnd) : NONE;
    if (layout && layout !== proved && tells(run, layout, proved)) learned((proved = layout));
    run = null;
    endedAt = now;
    if (doubt) return { text: doubt, echo: false, doubt: true };
    if (!text) return null;
    swallowed = now;
    const echo = text === last.text && now - last.at < DOUBLED;
    if (!echo) last = { text, at: now };
    return { text, echo, doubt: false };
  };

  // `begins`: the first key of a run; `runs`: more may come; `stops`: the key is the scanner's and goes no further.
  const press = (key, inField, now) => {
    if (!isTyped(key)) return PASSES;
    if (isEnd(key)) {
      const scan = end(now, true);
      return { ...PASSES, scan, stops: (scan !== null && !scan.doubt) || now - swallowed < GAP };
    }
    const chars = readingsOf(key);
    if (!chars.typed || (chars.typed === " " && !run)) return PASSES; // Shift stands between the keys of a scan; Space presses a button
    const begins = !run;
    run ??= { readings: Object.fromEntries(LAYOUTS.map((layout) => [layout, ""])), inField };
    run.at = now;
    for (const layout of LAYOUTS) run.readings[layout] += chars[layout];
    return { begins, runs: true, stops: !run.inField && run.readings.typed.length > 1, scan: null }; // "/" opens a browser's own search
  };

  const wait = () => (run ? patience(run, proved) : 0);
  return {
    press,
    pause: () => (run ? end(run.at + wait(), false) : null),
    wait,
    overdue: (now) => run !== null && now - run.at >= wait(),
    took: () => (swallowed = endedAt),
    half: () => {
      const { text, doubt } = run ? readRun(run, proved, true) : NONE;
      return text || doubt;
    },
    forget: () => (last = NEVER), // it was not taken, so the same label again is no echo
  };
};
