// The scan station: takes scans while earlier ones are still under way, shows each answer, and keeps on the device what
// the network does not take. Its parts come by the addresses that the page names, as those change with their content.
const station = document.getElementById("station");
const { mode, place } = station.dataset;
const words = JSON.parse(station.dataset.words);
const parts = JSON.parse(station.dataset.parts);
const box = document.getElementById("code");
const works = mode !== "open";
const takesBin = ["store", "move", "count"].includes(mode);

// Scans are taken from the first moment on, one after the other, whatever is still being loaded.
let line = new Promise((resolve) => setTimeout(() => resolve(begin()), 0));
const scanned = (text, forget = () => {}) => (line = line.then(() => take(text, forget)));
if (works) {
  document.addEventListener("scanned", (event) => {
    event.preventDefault();
    scanned(event.detail.text, event.detail.forget);
  });
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = box.value.trim();
    box.value = "";
    if (typed) scanned(typed);
  });
  // Without a focused field Hangul mode has nothing to put together. Browsers focus it at the first rendering.
  const leave = () => document.activeElement === box && box.blur();
  leave();
  requestAnimationFrame(() => setTimeout(leave, 0));
}

let signals, sender, queue;

const begin = async () => {
  const load = (name) => import(parts[name]);
  const [kept, sending, noticed] = await Promise.all([load("queue"), load("sender"), load("signals")]);
  queue = kept;
  signals = noticed.createSignals({ station, words, startButton: document.getElementById("start") });
  sender = sending.createSender({ queue, csrf: station.dataset.csrf, told, stays, counted });
  station.hidden = false;
  const refreshed = sender.refresh().catch(() => {});
  await Promise.race([refreshed, new Promise((resolve) => setTimeout(resolve, 1000))]); // else what is remembered has to do
  if (!works) sayWhatIsNotHere();
  sender.drain();
  navigator.storage?.persist?.();
  keepForLater();
};

// -- taking scans

let bin = station.dataset.bin;
let pending = ""; // a device that was scanned before its bin
const finish = document.getElementById("finish-count");

const chooseBin = (code) => {
  bin = code;
  const shown = document.getElementById("bin-now");
  if (shown) shown.textContent = code || words.none;
  box.form.elements.bin.value = code;
  if (!finish) return;
  finish.hidden = !code;
  finish.action = `/dock/counts/${encodeURIComponent(code)}/finish`;
};

const labelOf = (text) => {
  if (!takesBin) return "";
  const address = /\/B\/([^/?#\s]+)$/i.exec(text);
  const code = (address ? decodeURIComponent(address[1]) : text.trim()).toUpperCase();
  return address || sender.shop.bins.includes(code) ? code : "";
};

const take = async (text, forget) => {
  if (signals.isStopped()) {
    forget();
    signals.refuse();
    return;
  }
  const label = labelOf(text);
  const waiting = pending;
  if (label) {
    chooseBin(label);
    pending = "";
    if (!waiting || mode === "count") await keep(text, ""); // a count begins with its bin
    if (waiting) await keep(waiting, label);
  } else if (takesBin && !bin) {
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
  try {
    await queue.add(scan);
    await sender.count();
  } catch {
    signals.show(plain("problem", words.refused, words.full, code)); // a device without room for it
  }
};
const newKey = () =>
  crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

// A count ends when the shop has every scan of it: what is still under way would be called missing.
finish?.addEventListener("submit", async (event) => {
  if (finish.dataset.settled) return;
  event.preventDefault();
  await line;
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
});

// -- telling

const NOTHING = { title: "", url: "", choices: [], undo: false, scan: "", photo_url: "", conflict: false };
const short = (text) => text.replace(/^.*\/[QB]\//i, "").slice(0, 40);
const plain = (tone, word, line, text) => ({ ...NOTHING, tone, word, line, code: short(text) });

let late = { done: 0, conflicts: 0 }; // answers to scans that had waited

const told = (scan, said) => {
  const answer = said.outcome ? { ...NOTHING, ...said } : plain("problem", words.refused, said.error ?? "", scan.code);
  if (!answer.code) answer.code = short(scan.code);
  if (said.bin && said.outcome === "look") chooseBin(said.bin.code);
  else if (bin && labelOf(scan.code) === bin && said.outcome !== "look") chooseBin(""); // a label of no bin of ours
  signals.note(answer, { undo: undoScan, photo: sendPhoto });
  if (answer.conflict) toSettle();
  if (scan.queued && said.outcome) late[answer.conflict ? "conflicts" : "done"] += 1;
  else signals.show(answer);
};

const toSettle = () => {
  const link = document.getElementById("conflicts");
  if (!link) return;
  const count = link.querySelector("[data-count]");
  count.textContent = Number(count.textContent) + 1;
  link.hidden = false;
};

const stays = (reason, scans) => {
  const why = { away: words.waits, sign_in: words.signin, other: words.other }[reason];
  for (const scan of scans) signals.note(plain("neutral", words.noted, why, scan.code), {});
  if (scans.length) signals.show(plain("neutral", words.noted, why, scans.at(-1).code));
  const counter = document.getElementById("waiting");
  counter.querySelector("[data-why]").textContent = why;
  counter.querySelector("a").hidden = reason === "away";
};

// What is answered at once does not make the counter flicker.
let appearing = 0;
const counted = (waiting) => {
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
    const { undoScan } = await import(parts.undo);
    await undoScan({ scan, key: newKey(), row, words, sender });
  } catch {
    row.querySelector("[data-undo]").textContent = words.again; // not even the script for it came through
  }
};

const sendPhoto = async (address, input, said) => {
  try {
    const [{ sendPhotos }, { smaller }] = await Promise.all([import(parts.photo), import(parts.smaller)]);
    await sendPhotos({ address, input, said, words, sender, smaller });
  } catch {
    said.textContent = words.again; // not even the script for it came through
  }
};

// -- without a network the page comes from its service worker

const keepForLater = async () => {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("/scan-worker.js", { scope: "/scan" });
    const { active } = await navigator.serviceWorker.ready;
    const here = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((one) => one.src || one.href);
    const pages = [...document.querySelectorAll(".work-modes a")].map((one) => one.href);
    const seen = `${sender.shop.staff} ${document.documentElement.lang} ${here}`;
    const fresh = sessionStorage.getItem("scan-pages") === seen;
    sessionStorage.setItem("scan-pages", seen);
    active.postMessage({ files: [...here, ...Object.values(parts)], pages: fresh ? [] : pages });
  } catch {
    // The station works without it, only not when it is opened without a network.
  }
};

// -- the camera, loaded when somebody asks for it

const camera = document.getElementById("camera");
camera.addEventListener("click", async () => {
  const { toggleCamera } = await import(station.dataset.camera);
  const found = (text) => (works ? scanned(text) : location.assign(`/scan?code=${encodeURIComponent(text)}`));
  toggleCamera({ button: camera, found, words, worker: station.dataset.worker, probe: station.dataset.probe });
});
