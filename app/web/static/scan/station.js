// The scan station: takes scans while earlier ones are still under way, shows each answer, and keeps on the device what
// the network does not take. It comes whole or not at all: where one of its modules does not load, none of this runs, and
// the page works as without scripts.
import "./wedge.js"; // without it a scanner types into the box, which must then keep the focus
import { binIn, short } from "./labels.js";
import { all, isAtRisk, isReadable, put, remove } from "./queue.js"; // by their names: a file that was cut off does not load
import { keepForLater } from "./later.js";
import { createSender } from "./sender.js";
import { createSignals } from "./signals.js";

const queue = { all, isAtRisk, isReadable, put, remove };
const station = document.getElementById("station");
const { mode, place } = station.dataset;
const words = JSON.parse(station.dataset.words);
const box = document.getElementById("code");
const takesBin = ["store", "move", "count"].includes(mode);
const KNOWN = 1000; // ms to wait for who is signed in and for the bins; then what is remembered has to do
let works = mode !== "open";
let signals, sender;

// -- taking scans, one after the other

let chain = Promise.resolve();
let bin = station.dataset.bin;
let pending = ""; // a device that was scanned before its bin
const finish = document.getElementById("finish-count");

// A step of the chain may fail; the chain may not.
const scanned = (text, { doubt = false, forget = () => {} } = {}) => {
  chain = chain.then(() => take(text, forget, doubt)).catch((error) => failed(error, text, forget));
};

const failed = (error, text, forget) => {
  console.error(error);
  forget(); // scanned again at once it is no echo
  try {
    signals.note(plain("problem", words.failed, words.rescan, text), newKey());
    signals.show(plain("problem", words.failed, words.rescan, text));
  } catch (worse) {
    giveUp(worse, text);
  }
};

// Not even that can be said: from here on the page works as without scripts, and names what was not taken.
const giveUp = (error, text = "") => {
  console.error(error);
  works = false;
  const notice = document.getElementById("no-station");
  notice.hidden = false;
  const held = notice.querySelector("[data-held]");
  if (text) held.append(held.textContent && ", ", short(text));
  held.parentElement.hidden = !held.textContent;
};

const takeScans = () => {
  document.addEventListener("scanned", (event) => {
    if (!works) return;
    event.preventDefault();
    scanned(event.detail.text, event.detail);
  });
  box.form.addEventListener("submit", (event) => {
    if (!works) return;
    event.preventDefault();
    const typed = box.value.trim();
    box.value = "";
    if (typed) scanned(typed);
  });
  // Without a focused field Hangul mode has nothing to put together. Browsers focus it at the first rendering.
  const leave = () => document.activeElement === box && box.blur();
  leave();
  requestAnimationFrame(() => setTimeout(leave, 0));
};

const chooseBin = (code) => {
  bin = code;
  const shown = document.getElementById("bin-now");
  if (shown) shown.textContent = code || words.none;
  box.form.elements.bin.value = code;
  if (!finish) return;
  finish.hidden = !code;
  finish.action = `/dock/counts/${encodeURIComponent(code)}/finish`;
};

const labelOf = (text) => (takesBin ? binIn(text, sender.shop.bins) : "");

const take = async (text, forget, doubt) => {
  if (signals.isStopped()) {
    forget();
    signals.refuse();
    return;
  }
  const label = labelOf(text);
  if (doubt && !label) {
    signals.show(plain("attention", words.refused, words.doubt, text)); // half a code, or somebody typed beside the box
    return;
  }
  const waiting = pending;
  if (label) {
    chooseBin(label);
    pending = "";
    if (!waiting || mode === "count") await keep(text, ""); // a count begins with its bin
    if (waiting) await keep(waiting, label);
  } else if (takesBin && !bin) {
    if (waiting && waiting !== text) signals.note(plain("attention", words.refused, words.label, waiting), newKey());
    pending = text;
    signals.show(plain("attention", words.which, words.label, text));
    return;
  } else await keep(text, bin);
  if (mode === "move" && (waiting || !label)) chooseBin("");
  sender.drain();
};

const keep = async (code, into) => {
  const scan = {
    key: newKey(), code: code.slice(0, 200), mode, place, bin: into, staff: sender.shop.staff,
    device_time: new Date().toISOString(), queued: false,
  };
  owed.set(scan.key, { scan, since: performance.now() });
  await queue.put(scan);
  await sender.count().catch(broke); // it is kept all the same
};

// Whatever holds a scan up, whoever made it has a word after a while.
const owed = new Map(); // by their keys, scans without one
const SILENT = 10000; // ms
const sayWhatIsSlow = () => {
  for (const [key, { scan, since }] of owed) {
    if (performance.now() - since < SILENT) continue;
    owed.delete(key);
    signals.note(plain("neutral", words.noted, words.slow, scan.code), key);
    signals.show(plain("neutral", words.noted, words.slow, scan.code));
  }
};
const newKey = () =>
  crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

// A count ends when the shop has every scan of it: what is still under way would be called missing.
finish?.addEventListener("submit", (event) => {
  if (finish.dataset.settled || !works) return;
  event.preventDefault();
  settle().catch(broke);
});
const settle = async () => {
  await chain;
  for (;;) {
    const waiting = await queue.all();
    if (waiting.length === 0) break;
    if (waiting.some((scan) => scan.queued)) {
      signals.show(plain("attention", words.refused, words.unsent, bin));
      return;
    }
    await new Promise((next) => setTimeout(next, 50));
  }
  finish.dataset.settled = "yes";
  finish.requestSubmit();
};

// -- telling

const NOTHING = { title: "", url: "", choices: [], undo: false, scan: "", photo_url: "", conflict: false };
const plain = (tone, word, line, text) => ({ ...NOTHING, tone, word, line, code: short(text) });

let late = { done: 0, conflicts: 0 }; // answers to scans that had waited

const told = (scan, said) => {
  owed.delete(scan.key);
  const answer = said.outcome ? { ...NOTHING, ...said } : plain("problem", words.refused, said.error ?? "", scan.code);
  if (!answer.code) answer.code = short(scan.code);
  if (said.bin && said.outcome === "look") chooseBin(said.bin.code);
  else if (bin && labelOf(scan.code) === bin && said.outcome !== "look") chooseBin(""); // a label of no bin of ours
  signals.note(answer, scan.key, { undo: undoScan, photo: sendPhoto });
  if (answer.conflict) toSettle();
  if (scan.queued && said.outcome) late[answer.conflict ? "conflicts" : "done"] += 1;
  else signals.show(answer);
};

// Something of ours failed: with a scan in hand the scan is named, and without one the queue, once until it works again.
let broken = false;
const broke = (error, scan = null) => {
  if (scan) return failed(error, scan.code, () => {});
  console.error(error);
  cannotRead();
};
const cannotRead = () => {
  if (!broken) signals.show(plain("attention", words.trouble, words.unread, ""));
  broken = true;
};

const toSettle = () => {
  const link = document.getElementById("conflicts");
  if (!link) return;
  const count = link.querySelector("[data-count]");
  count.textContent = Number(count.textContent) + 1;
  link.hidden = false;
};

const stays = (reason, scans) => {
  const kept = { away: words.waits, sign_in: words.signin, other: words.other, failed: words.retried }[reason];
  const why = queue.isAtRisk() ? words.full : kept;
  for (const scan of scans) owed.delete(scan.key);
  for (const scan of scans) signals.note(plain("neutral", words.noted, why, scan.code), scan.key);
  if (scans.length) signals.show(plain("neutral", words.noted, why, scans.at(-1).code));
  const counter = document.getElementById("waiting");
  counter.querySelector("[data-why]").textContent = why;
  counter.querySelector("a").hidden = !["sign_in", "other"].includes(reason);
};

// What is answered at once does not make the counter flicker.
let appearing = 0;
const counted = (waiting) => {
  if (queue.isReadable()) broken = false;
  else cannotRead();
  const counter = document.getElementById("waiting");
  counter.querySelector("[data-count]").textContent = waiting.length;
  clearTimeout(appearing);
  if (waiting.length === 0) counter.hidden = true;
  else if (waiting.some((scan) => scan.queued)) counter.hidden = false;
  else appearing = setTimeout(() => (counter.hidden = false), 1000);
  if (waiting.length || late.done + late.conflicts === 0) return;
  const { done, conflicts } = late;
  late = { done: 0, conflicts: 0 };
  const line = [done && words.done.replace("#", done), conflicts && words.conflicts.replace("#", conflicts)].filter(Boolean).join(" ");
  signals.show({ ...NOTHING, tone: conflicts ? "attention" : "good", word: words.sent, line, code: "" });
};

// Only with the network can a device be looked up; the page that was kept has no verdict on it.
const sayWhatIsNotHere = () => {
  const typed = new URLSearchParams(location.search).get("code");
  if (typed && !document.querySelector("main > .verdict, .split .verdict")) signals.show(plain("neutral", words.away, words.lookup, typed));
};

// -- what a row of the list can do

const undoScan = async (scan, row) => {
  try {
    const undo = await import("./undo.js");
    await undo.undoScan({ scan, key: newKey(), row, words, sender });
  } catch (error) {
    console.error(error);
    row.querySelector("[data-undo]").textContent = words.again; // not even the script for it came through
  }
};

const sendPhoto = async (address, input, said) => {
  try {
    const [{ sendPhotos }, { smaller }] = await Promise.all([import("./photo.js"), import("../smaller.js")]);
    await sendPhotos({ address, input, said, words, sender, smaller });
  } catch (error) {
    console.error(error);
    said.textContent = words.again; // not even the script for it came through
  }
};

// -- the camera

const camera = document.getElementById("camera");
camera.addEventListener("click", async () => {
  try {
    const { toggleCamera } = await import("./camera.js");
    const found = (text) => (works ? scanned(text) : location.assign(`/scan?code=${encodeURIComponent(text)}`));
    await toggleCamera({ button: camera, found, words, worker: station.dataset.worker, probe: station.dataset.probe, bins: () => sender.shop.bins });
  } catch (error) {
    console.error(error);
    document.getElementById("camera-said").textContent = words.nocamera;
  }
});

// -- the beginning

const begin = async () => {
  const refreshed = sender.refresh().catch(() => {}); // what is sent will say why
  await Promise.race([refreshed, new Promise((resolve) => setTimeout(resolve, KNOWN))]);
  if (mode === "open") sayWhatIsNotHere();
  sender.drain();
  keepForLater(sender.shop.staff);
};

try {
  signals = createSignals({ station, words, startButton: document.getElementById("start") });
  sender = createSender({ queue, csrf: station.dataset.csrf, staff: station.dataset.staff, told, stays, counted, broke });
  setInterval(sayWhatIsSlow, 1000);
  addEventListener("beforeunload", (event) => queue.isAtRisk() && event.preventDefault());
  station.hidden = false;
  document.querySelector("script[data-without=no-station]").dataset.runs = "";
  document.getElementById("no-station").hidden = true; // it may have been long in coming
  if (works) takeScans();
  chain = begin().catch(broke); // scans are taken from now on, and looked at when this is done
} catch (error) {
  giveUp(error);
}
