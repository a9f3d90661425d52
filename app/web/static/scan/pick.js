// Which of the codes before the camera is meant, and when it counts: ours before all others and at once, then the one
// nearest to the middle, once it has stood still. Pure.
import { binIn, labelIn } from "./labels.js";

const PAUSE = 3000; // ms without a code until the same one counts as another scan
const STEADY = 300; // ms for which a foreign code must stand there alone: until then ours beside it may be read
const AFTER = 1500; // ms after one of ours in which a foreign code beside it, the last to leave the picture, is not meant
const LEAST = 4; // characters of a foreign code; shorter ones are stripes that happen to look like one

// Whether a code is a label of ours: a repair's or a bin's.
export const isOurs = ({ text }, bins = []) => Boolean(labelIn(text, false) || binIn(text, bins));

// The one that is meant of these, or undefined. `x` and `y` are its place in the picture, 0 to 1.
export const pick = (codes, bins = []) => {
  const away = ({ x, y }) => Math.hypot(x - 0.5, y - 0.5);
  const nearest = (some) => some.toSorted((one, other) => away(one) - away(other))[0];
  const ours = codes.filter((code) => isOurs(code, bins));
  return nearest(ours.length ? ours : codes.filter(({ text }) => text.length >= LEAST));
};

// Told what each look has found, it gives the text of a new scan, or "". `forget`: the last one was not taken.
export const createEye = (bins = () => []) => {
  let last = { text: "", at: -PAUSE };
  let stands = { text: "", since: 0 };
  let oursAt = -AFTER;
  const look = (codes, now) => {
    const code = pick(codes, bins());
    if (!code) return "";
    const mine = isOurs(code, bins());
    if (mine) oursAt = now;
    if (code.text === last.text && now - last.at < PAUSE) {
      last.at = now; // as long as it stays in the picture it is one scan
      return "";
    }
    if (!mine && code.text !== stands.text) stands = { text: code.text, since: now };
    if (!mine && (now - stands.since < STEADY || now - oursAt < AFTER)) return "";
    last = { text: code.text, at: now };
    return code.text;
  };
  return Object.assign(look, { forget: () => (last = { text: "", at: -PAUSE }) });
};
