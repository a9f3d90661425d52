// The camera as a scanner: opened, opened again when it stops by itself, and said to be gone where it stays away.
import { readerOf } from "./camera-reader.js";
import { recall, remember } from "./memory.js";
import { createEye } from "./pick.js";

const EVERY = 70; // ms between two looks: about 14 a second
const FROZEN = 4000; // ms without a new picture: something else took the camera, or the device had been asleep
const WORKED = 2000; // ms after which a camera that stops is worth another try
const view = document.getElementById("camera-view");
const video = view.querySelector("video");
const said = document.getElementById("camera-said");
const choose = document.getElementById("camera-choice");
const torch = document.getElementById("camera-torch");
let stream = null;
let turn = 0; // counts the wishes: opening a camera takes its time, and somebody may change their mind
let isOn = false;
let read = null;

class Stopped extends Error {}

const stop = (some) => some?.getTracks().forEach((track) => track.stop());
const close = () => {
  stop(stream);
  stream = null;
  turn += 1;
};

const cameras = async () =>
  (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");

// The camera that was chosen last, on this day or another; any where it is not to be had any more. Some browsers give
// it another id on each visit, and none tells its name before a camera may be used.
const open = async ({ id, name }) => {
  const mine = turn;
  const ask = (which) => navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, ...which } });
  const any = () => ask({ facingMode: "environment" });
  const exactly = (deviceId) => ask({ deviceId: { exact: deviceId } }).catch(any);
  let opened = await (id ? exactly(id) : any());
  if (name && opened.getVideoTracks()[0].label !== name) {
    const same = (await cameras()).find((one) => one.label === name);
    if (same) {
      stop(opened);
      opened = await exactly(same.deviceId);
    }
  }
  if (mine !== turn) return stop(opened);
  stream = opened;
  video.srcObject = stream;
  await video.play();
  const track = opened.getVideoTracks()[0];
  torch.hidden = !track.getCapabilities?.().torch;
  torch.setAttribute("aria-pressed", "false");
  const all = await cameras();
  choose.replaceChildren(...all.map((one, number) => new Option(one.label || String(number + 1), one.deviceId)));
  choose.value = track.getSettings().deviceId ?? "";
  choose.closest(".field").hidden = all.length < 2;
};

// Looks until somebody wishes something else; rejects with Stopped where there is nothing to look at any more.
const look = async (eye, found) => {
  let [shown, since] = [-1, performance.now()];
  for (const mine = stream; mine && mine === stream; ) {
    const begun = performance.now();
    if (mine.getVideoTracks().some((track) => track.readyState === "ended")) throw new Stopped("its track has ended");
    if (document.hidden || video.currentTime !== shown) [shown, since] = [video.currentTime, begun];
    if (begun - since > FROZEN) throw new Stopped("no new picture comes");
    if (!document.hidden && video.videoWidth) {
      const text = eye(await read(), begun);
      if (text && mine === stream) found(text, eye.forget);
    }
    await new Promise((next) => setTimeout(next, Math.max(0, EVERY - (performance.now() - begun))));
  }
};

export const toggleCamera = async ({ button, found, words, worker, probe, bins }) => {
  const eye = createEye(bins);
  const say = (sentence, on) => {
    said.textContent = sentence;
    view.hidden = !on;
    button.setAttribute("aria-pressed", String(on));
  };
  const start = async (wanted) => {
    close();
    const mine = turn;
    let opened = Infinity;
    try {
      await open(wanted);
      read ??= await readerOf({ video, probe, worker });
      if (mine !== turn) return;
      say(words.camera, true);
      opened = performance.now();
      await look(eye, found);
    } catch (reason) {
      if (mine !== turn) return;
      if (reason instanceof Stopped && performance.now() - opened > WORKED) {
        said.textContent = words.reopens;
        await start({ id: choose.value });
        return;
      }
      isOn = false;
      read = null; // a reader that failed is made anew
      close(); // none there, not allowed, taken by another program, or unplugged: all the same for whoever scans
      say(words.nocamera, false);
    }
  };
  if (isOn) {
    isOn = false;
    close();
    say("", false);
    return;
  }
  isOn = true;
  choose.onchange = () => {
    remember("scan-camera", choose.value);
    remember("scan-camera-name", choose.selectedOptions[0].text);
    start({ id: choose.value });
  };
  torch.onclick = async () => {
    const lit = torch.getAttribute("aria-pressed") !== "true";
    try {
      await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: lit }] });
      torch.setAttribute("aria-pressed", String(lit));
    } catch {
      torch.hidden = true; // some say they have one and then cannot
    }
  };
  await start({ id: recall("scan-camera"), name: recall("scan-camera-name") });
};
