// The camera as a scanner: the browser's own reader where it proves that it reads, otherwise ours in a worker.
import { recall, remember } from "./memory.js";

const EVERY = 70; // ms between two looks: about 14 a second
const PAUSE = 3000; // ms without a code until the same one counts as another scan
const PATIENCE = 20000; // ms for one look: the first one of ours fetches a megabyte
const view = document.getElementById("camera-view");
const video = view.querySelector("video");
const said = document.getElementById("camera-said");
const choose = document.getElementById("camera-choice");
const torch = document.getElementById("camera-torch");
let stream = null;
let turn = 0; // counts the wishes: opening a camera takes its time, and somebody may change their mind
let isOn = false;
let read = null;
let last = { text: "", at: -PAUSE };

// Some systems have a BarcodeDetector that silently finds nothing: show it a code whose content we know.
const browserReader = async (probe) => {
  if (!("BarcodeDetector" in window)) return null;
  try {
    const detector = new BarcodeDetector({ formats: ["qr_code", "code_128"] });
    const picture = await createImageBitmap(await (await fetch(probe)).blob());
    const [found] = await detector.detect(picture);
    return found?.rawValue === "MENDPOST" ? async () => (await detector.detect(video))[0]?.rawValue : null;
  } catch {
    return null;
  }
};

const ownReader = (address) => {
  const worker = new Worker(address);
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  let middle = false;
  return () =>
    new Promise((resolve, reject) => {
      middle = !middle;
      const picture = frame(canvas, paper, middle);
      const fail = (why) => {
        worker.terminate();
        reject(new Error(why));
      };
      const late = setTimeout(fail, PATIENCE, "the reader does not answer");
      worker.onmessage = ({ data: { text, error } }) => {
        clearTimeout(late);
        if (error) fail(error);
        else resolve(text);
      };
      worker.onerror = () => fail("the reader could not be loaded");
      worker.postMessage(picture, [picture.data.buffer]);
    });
};

// In turn the middle, where people hold a label, at full sharpness, and the whole picture.
const frame = (canvas, paper, middle) => {
  const { videoWidth: width, videoHeight: height } = video;
  const side = Math.min(width, height, 480);
  [canvas.width, canvas.height] = middle ? [side, side] : [width, height];
  paper.drawImage(video, middle ? (side - width) / 2 : 0, middle ? (side - height) / 2 : 0);
  return paper.getImageData(0, 0, canvas.width, canvas.height);
};

const stop = (some) => some?.getTracks().forEach((track) => track.stop());
const close = () => {
  stop(stream);
  stream = null;
  turn += 1;
};

// The camera that was chosen last, on this day or another; any where it is not to be had any more.
const open = async (deviceId) => {
  const mine = turn;
  const ask = (which) => navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, ...which } });
  const any = () => ask({ facingMode: "environment" });
  const opened = await (deviceId ? ask({ deviceId: { exact: deviceId } }).catch(any) : any());
  if (mine !== turn) return stop(opened);
  stream = opened;
  video.srcObject = stream;
  await video.play();
  const track = opened.getVideoTracks()[0];
  torch.hidden = !track.getCapabilities?.().torch;
  torch.setAttribute("aria-pressed", "false");
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
  choose.replaceChildren(...cameras.map((one, number) => new Option(one.label || String(number + 1), one.deviceId)));
  choose.value = track.getSettings().deviceId ?? "";
  choose.closest(".field").hidden = cameras.length < 2;
};

const look = async (found) => {
  for (const mine = stream; mine && mine === stream; ) {
    const begun = performance.now();
    if (mine.getVideoTracks().some((track) => track.readyState === "ended")) throw new Error("the camera is gone");
    if (!document.hidden && video.videoWidth) {
      const text = await read();
      if (text && (text !== last.text || begun - last.at > PAUSE)) found(text);
      if (text) last = { text, at: begun }; // as long as it stays in the picture it is one scan
    }
    await new Promise((next) => setTimeout(next, Math.max(0, EVERY - (performance.now() - begun))));
  }
};

export const toggleCamera = async ({ button, found, words, worker, probe }) => {
  const say = (sentence, on) => {
    said.textContent = sentence;
    view.hidden = !on;
    button.setAttribute("aria-pressed", String(on));
  };
  const start = async (deviceId) => {
    close();
    const mine = turn;
    try {
      await open(deviceId);
      read ??= (await browserReader(probe)) ?? ownReader(worker);
      if (mine !== turn) return;
      say(words.camera, true);
      await look(found);
    } catch {
      if (mine !== turn) return;
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
    start(choose.value);
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
  await start(recall("scan-camera") ?? "");
};
