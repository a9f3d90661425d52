// What reads codes out of the camera's picture: the browser's own reader where it proves that it reads, otherwise ours in a
// worker. Either gives all codes it finds, each with its place in the picture, 0 to 1.
import { isOurs } from "./pick.js";

const PATIENCE = 20000; // ms for one look: the first one of ours fetches a megabyte
const FORMATS = ["qr_code", "data_matrix", "code_128", "code_39", "code_93", "codabar", "itf", "ean_13", "ean_8", "upc_a", "upc_e"];

const late = (asked) => {
  let timer = 0;
  const patience = new Promise((_resolve, reject) => (timer = setTimeout(reject, PATIENCE, new Error("the reader does not answer"))));
  return Promise.race([asked, patience]).finally(() => clearTimeout(timer));
};

// Some systems have a BarcodeDetector that silently finds nothing: show it a code whose content we know. One that knows
// fewer kinds of codes than ours is left alone, too.
const browserReader = async (video, probe) => {
  if (!("BarcodeDetector" in window)) return null;
  try {
    const known = await BarcodeDetector.getSupportedFormats();
    if (!FORMATS.every((format) => known.includes(format))) return null;
    const detector = new BarcodeDetector({ formats: FORMATS });
    const picture = await createImageBitmap(await (await fetch(probe)).blob());
    const [found] = await late(detector.detect(picture));
    if (found?.rawValue !== "MENDPOST") return null;
    const placed = ({ rawValue, boundingBox: { x, y, width, height } }) => ({
      text: rawValue, x: (x + width / 2) / video.videoWidth, y: (y + height / 2) / video.videoHeight,
    });
    return async () => (await late(detector.detect(video))).map(placed);
  } catch {
    return null;
  }
};

const ownReader = (video, address) => {
  const worker = new Worker(address);
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });

  const ask = (picture) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data: { codes, error } }) => (error ? reject(new Error(error)) : resolve(codes));
      worker.onerror = () => reject(new Error("the reader could not be loaded"));
      worker.postMessage(picture, [picture.data.buffer]);
    });

  // A part of the picture around its middle, at full sharpness.
  const look = async (width, height) => {
    const { videoWidth, videoHeight } = video;
    const [left, top] = [(videoWidth - width) / 2, (videoHeight - height) / 2];
    [canvas.width, canvas.height] = [width, height];
    paper.drawImage(video, -left, -top);
    const codes = await late(ask(paper.getImageData(0, 0, width, height)));
    return codes.map(({ text, x, y }) => ({ text, x: (x + left) / videoWidth, y: (y + top) / videoHeight }));
  };

  // In turn the middle, where people hold a label, and the whole. What the middle has and is not ours may lie beside one of ours.
  let middle = false;
  return async () => {
    middle = !middle;
    const side = Math.min(video.videoWidth, video.videoHeight, 480);
    try {
      const codes = middle ? await look(side, side) : [];
      const enough = middle && (codes.length === 0 || codes.some((code) => isOurs(code)));
      return enough ? codes : await look(video.videoWidth, video.videoHeight);
    } catch (error) {
      worker.terminate();
      throw error;
    }
  };
};

export const readerOf = async ({ video, probe, worker }) => (await browserReader(video, probe)) ?? ownReader(video, worker);
