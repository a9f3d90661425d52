// What people notice of a scan: a colour with a word across the screen, a sound, a buzz, and the list of the last ones.
import { recall, remember } from "./memory.js";

const GREEN = 1200; // ms until a good answer goes by itself
const KEPT = 30; // rows of the list
const TONES = { good: [[1320, 0.09]], attention: [[660, 0.12], [660, 0.12]], problem: [[220, 0.3], [180, 0.35]], neutral: [[520, 0.1]] };
const WEIGHT = { good: 0, neutral: 0, attention: 1, problem: 2 };
const BUZZ = { good: 60, attention: [80, 60, 80], problem: [300, 80, 300], neutral: 60 };

const wants = (what) => recall(`scan-${what}`) !== "off";

// `seen`: somebody has pressed red away.
export const createSignals = ({ station, words, startButton, seen }) => {
  const flash = document.getElementById("flash");
  const ok = flash.querySelector("button");
  const list = document.getElementById("last-scans");
  const pattern = document.getElementById("scan-row");
  let audio = null;
  let hiding = 0;
  let stopped = false; // red stands until somebody has seen it
  let shown = { tone: "good", at: "" };

  for (const one of station.querySelectorAll("[data-switch]")) {
    one.checked = wants(one.dataset.switch);
    one.addEventListener("change", () => remember(`scan-${one.dataset.switch}`, one.checked ? "on" : "off"));
  }

  // Browsers keep silent until somebody has pressed something; a tap on Start is enough for the whole day.
  const unlock = async () => {
    audio ??= new (window.AudioContext || window.webkitAudioContext)();
    await audio.resume();
    startButton.hidden = audio.state === "running";
  };
  startButton.addEventListener("click", async () => {
    await unlock().catch(silent);
    sound("good");
    startButton.blur();
  });
  const silent = () => {}; // a device that can make none: the colour and the word say the same

  const play = (tone) => {
    unlock().catch(silent);
    let at = audio.currentTime;
    for (const [pitch, length] of TONES[tone]) {
      const oscillator = audio.createOscillator();
      const gain = audio.createGain();
      oscillator.frequency.value = pitch;
      gain.gain.value = 0.2;
      oscillator.connect(gain).connect(audio.destination);
      oscillator.start(at);
      oscillator.stop((at += length));
      at += 0.04;
    }
  };

  const sound = (tone) => {
    if (!wants("sound")) return;
    try {
      play(tone);
    } catch {
      silent();
    }
  };

  const notice = (tone) => {
    if (navigator.userActivation?.hasBeenActive === false) return; // nobody has touched this page yet: neither would come
    sound(tone);
    try {
      if (wants("vibration")) navigator.vibrate?.(BUZZ[tone]);
    } catch {
      silent();
    }
  };

  const hide = () => {
    clearTimeout(hiding);
    flash.hidden = true;
    if (stopped) seen();
    stopped = false;
  };
  ok.addEventListener("click", hide);
  flash.addEventListener("click", () => stopped || hide());
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  // An answer may come after the word about a later scan: what needs somebody gives way to nothing lighter but a later one,
  // and red to nothing but red.
  const givesWay = (answer, at) =>
    flash.hidden || WEIGHT[answer.tone] >= WEIGHT[shown.tone] || (!stopped && at > shown.at);

  // `at`: when the scan was made that this is about, as text; without one it is older than all.
  const show = (answer, at = "") => {
    if (!givesWay(answer, at)) return; // the list has it
    clearTimeout(hiding);
    shown = { tone: answer.tone, at };
    stopped = answer.tone === "problem";
    flash.className = `verdict ${answer.tone}${wants("screen") || stopped ? " full" : ""}`;
    flash.querySelector("[data-word]").textContent = answer.word;
    flash.querySelector("[data-title]").textContent = answer.line.startsWith(answer.title) ? "" : answer.title;
    flash.querySelector("[data-code]").textContent = answer.code;
    flash.querySelector("[data-line]").textContent = answer.line;
    ok.hidden = !stopped;
    flash.hidden = false;
    notice(answer.tone);
    if (stopped) focusOk();
    else if (answer.tone === "good" || answer.tone === "neutral") hiding = setTimeout(hide, GREEN);
    else hiding = setTimeout(hide, GREEN * 3);
  };

  // Not while somebody types: the rest would go nowhere, and its Enter would press red away unseen.
  const focusOk = () => {
    const field = document.activeElement;
    if (!field?.matches("input[type=text], textarea") || !field.value) ok.focus();
  };

  // A scan while red stands is not taken, and said to be.
  const refuse = () => {
    flash.querySelector("[data-line]").textContent = words.first;
    notice("problem");
    focusOk();
  };

  // One row for each scan: the answer takes the place of the word that it waits.
  const note = (answer, key, { undo, photo } = {}) => {
    if (!list) return;
    list.querySelector(`[data-scan="${CSS.escape(key)}"]`)?.remove();
    const row = pattern.content.cloneNode(true).firstElementChild;
    row.dataset.scan = key;
    const part = (name) => row.querySelector(`[data-${name}]`);
    const link = part("link");
    link.textContent = answer.title || answer.line;
    if (answer.url) link.href = answer.url;
    const status = part("status");
    status.classList.add(`tone-${answer.tone}`);
    status.textContent = answer.word;
    part("code").textContent = answer.code;
    part("line").textContent = answer.title && answer.tone !== "good" ? answer.line : "";
    part("choices").append(
      ...answer.choices.map((one) => Object.assign(document.createElement("a"), { href: one.url, textContent: `${one.code} ${one.title}` })),
    );
    if (answer.undo && answer.scan) part("undo").addEventListener("click", () => undo(answer.scan, row));
    else part("undo").remove();
    const picture = part("photo");
    if (answer.photo_url) picture.addEventListener("change", (event) => photo(answer.photo_url, event.target, picture.querySelector("span")));
    else picture.remove();
    list.closest("section").hidden = false;
    list.prepend(row);
    while (list.children.length > KEPT) list.lastElementChild.remove();
  };

  const ready = () => (startButton.hidden = !wants("sound") || navigator.userActivation?.hasBeenActive === true);
  ready();
  return { show, note, refuse, isStopped: () => stopped };
};
