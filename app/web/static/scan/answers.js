// What an answer of the shop means for a scan that waits on this device, and which one is sent next. Pure.
import { short } from "./labels.js";

const SHUT = [429, 502, 503, 504]; // the shop takes nothing from anybody just now

// "ended": the answer is about this scan, which leaves the device. "token": a fresh one first. It stays and everything
// waits: "sign_in", "away". It stays and the others go on: "failed".
export const becomes = (status, said) => {
  if (status === 401) return "sign_in";
  if (SHUT.includes(status)) return "away";
  if (status >= 500) return "failed";
  if (!said) return status >= 400 ? "failed" : "away"; // a page of something between us and the shop
  return status === 400 && said.code === "csrf" ? "token" : "ended";
};

const thing = (scan) => short(scan.code).toUpperCase().replace(/[\s-]/g, "");

// The next of these, which stand in the order they were made, to be sent, or undefined: those that failed before behind the others, and
// none before an earlier one of the same thing. `tried` are those that had their turn.
export const nextOf = (waiting, tried = [], failures = new Map()) => {
  const seen = new Set();
  const first = waiting.filter((scan) => seen.size < seen.add(thing(scan)).size);
  const times = ({ key }) => failures.get(key) ?? 0;
  return first.filter(({ key }) => !tried.includes(key)).sort((one, other) => times(one) - times(other))[0];
};
