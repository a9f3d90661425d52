// The scan station: takes scans while earlier ones are still under way, shows each answer, and keeps on the device what
// the network does not take. It comes whole or not at all: where one of its modules does not load, none of this runs, and
// the page works as without scripts.
import "./wedge.js"; // without it a scanner types into the box, which must then keep the focus
import { finishWhenSettled } from "./counting.js";
import { binIn, short } from "./labels.js";
import { all, isAtRisk, isReadable, put, remove } from "./queue.js"; // by their names: a file that was cut off does not load
import { keepForLater } from "./later.js";
import { holds } from "./leaving.js";
import { rowActs } from "./rows.js";
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
let binSince = ""; // when it was scanned, or taken away
const own = new Set(); // keys of what was scanned on this page: the queue may have more
let pending = null; // a device that was scanned before its bin: its text, and the key of its row
const inHand = new Set(); // texts that wait for their turn, each in an object of its own
const again = new Set(); // what to call once red has been seen: from then on the same label is no echo
const finish = document.getElementById("finish-count");

// A step of the chain may fail; the chain may not. `doubt`: perhaps no scan; `cut`: one that the page before did not keep.
const scanned = (text, { doubt = false, cut = false, forget = () => {} } = {}) => {
  const mine = { text };
  inHand.add(mine);
  chain = chain
    .then(() => take(text, { doubt, cut, forget }))
    .catch((error) => failed(error, text, forget))
    .finally(() => inHand.delete(mine));
};
holds(() => [pending, ...inHand].filter(Boolean).map(({ text }) => text));

const now = () => new Date().toISOString();

// A word of our own about a scan: on the screen and, as the screen is soon another's, in the list.
const say = (answer, { key = newKey(), at = now() } = {}) => {
  signals.note(answer, key);
  signals.show(answer, at);
};

const failed = (error, text, forget) => {
  console.error(error);
  forget(); // scanned again at once it is no echo
  try {
    say(plain("problem", words.failed, words.rescan, text));
  } catch (worse) {
    giveUp(worse, text);
  }
};

const seen = () => {
  for (const forget of again) forget();
  again.clear();
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
    if (event.detail.forget) again.add(event.detail.forget);
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
  const leave = () => document.activeElement === box && !box.value && box.blur(); // not under somebody's hands
  leave();
  requestAnimationFrame(() => setTimeout(leave, 0));
};

const chooseBin = (code, at = now()) => {
  if (at < binSince) return;
  [bin, binSince] = [code, at];
  const shown = document.getElementById("bin-now");
  if (shown) shown.textContent = code || words.none;
  box.form.elements.bin.value = code;
  if (!finish) return;
  finish.hidden = !code;
  finish.action = `/dock/counts/${encodeURIComponent(code)}/finish`;
};

const labelOf = (text) => (takesBin ? binIn(text, sender.shop.bins) : "");

const take = async (text, { doubt, cut, forget }) => {
  const label = labelOf(text);
  if (cut) {
    say(plain("attention", words.refused, words.cut, text));
    return;
  }
  if (signals.isStopped()) {
    again.add(forget);
    signals.note(plain("attention", words.refused, words.first, text), newKey());
    signals.refuse();
    return;
  }
  if (doubt && !label) {
    say(plain("attention", words.refused, words.doubt, text)); // half a code, or somebody typed beside the box
    return;
  }
  const waiting = pending;
  if (label) {
    chooseBin(label);
    pending = null;
    if (!waiting || mode === "count") await keep(text, ""); // a count begins with its bin
    if (waiting) await keep(waiting.text, label, waiting.key);
  } else if (takesBin && !bin) {
    if (waiting && waiting.text !== text) say(plain("attention", words.refused, words.label, waiting.text), waiting);
    pending = { text, key: waiting?.text === text ? waiting.key : newKey() };
    say(plain("attention", words.which, words.label, text), pending);
    return;
  } else await keep(text, bin);
  if (mode === "move" && (waiting || !label)) chooseBin("");
  sender.drain();
};

const keep = async (code, into, key = newKey()) => {
  const scan = {
    key, code: code.slice(0, 200), mode, place, bin: into, staff: sender.shop.staff, device_time: now(), queued: false,
  };
  own.add(key);
  owed.set(key, { scan, since: performance.now() });
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
    say(plain("neutral", words.noted, words.slow, scan.code), { key, at: scan.device_time });
  }
};
const newKey = () =>
  crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

if (finish)
  finishWhenSettled(finish, {
    taken: () => chain, queue, works: () => works, broke: (error) => broke(error),
    unsent: () => signals.show(plain("attention", words.refused, words.unsent, bin)),
  });

// -- telling

const NOTHING = { title: "", url: "", choices: [], undo: false, scan: "", photo_url: "", conflict: false };
const plain = (tone, word, line, text) => ({ ...NOTHING, tone, word, line, code: short(text) });

let late = { done: 0, conflicts: 0 }; // answers to scans that had waited

const acts = rowActs({ words, newKey, sender: () => sender, undone: () => seen() });

const told = (scan, said) => {
  owed.delete(scan.key);
  const answer = said.outcome ? { ...NOTHING, ...said } : plain("problem", words.refused, said.error ?? "", scan.code);
  if (!answer.code) answer.code = short(scan.code);
  if (own.has(scan.key)) binSaid(scan, said);
  signals.note(answer, scan.key, acts);
  if (answer.conflict) toSettle();
  if (scan.queued && said.outcome) late[answer.conflict ? "conflicts" : "done"] += 1;
  else signals.show(answer, scan.device_time);
};

// What the shop says of a bin's label, unless another one was scanned since, or the device for it.
const binSaid = (scan, said) => {
  if (said.bin && said.outcome === "look") chooseBin(said.bin.code, scan.device_time);
  else if (bin && labelOf(scan.code) === bin && said.outcome !== "look") chooseBin("", scan.device_time); // of no bin of ours
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
  const last = scans.at(-1);
  if (last) signals.show(plain("neutral", words.noted, why, last.code), last.device_time);
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

// -- the camera

const camera = document.getElementById("camera");
camera.addEventListener("click", async () => {
  try {
    const { toggleCamera } = await import("./camera.js");
    const found = (text, forget) => (works ? scanned(text, { forget }) : location.assign(`/scan?code=${encodeURIComponent(text)}`));
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
  signals = createSignals({ station, words, startButton: document.getElementById("start"), seen });
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
