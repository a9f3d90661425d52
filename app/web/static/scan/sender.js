// Brings scans from the device to the shop: one tab at a time, in order, with the same key until there is an answer.
import { becomes, nextOf } from "./answers.js";
import { recall, recallList, remember } from "./memory.js";

const PATIENCE = 8000; // ms after which an answer counts as lost
const RETRY = 15000; // ms
const LOCK = "mendpost-scans";
const IN_A_ROW = 3; // scans that failed at the shop, one after the other, until it is left alone for a while

// Why the scans stay: "away" no network or no answer, "sign_in" nobody or somebody else is signed in; "failed" an answer
// that says nothing about them.
class Stays extends Error {}

const ask = async (address, how) => {
  try {
    return await fetch(address, { ...how, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Stays("away");
  }
};
const body = (answer) => answer.json().catch(() => null); // null: a page of something between us and the shop

// `told` an answer, `stays` why scans wait, `counted` those that do, `broke` what failed here and with which scan, if any.
export const createSender = ({ queue, csrf, staff, told, stays, counted, broke }) => {
  const shop = { csrf, staff: staff || (recall("scan-staff") ?? ""), bins: recallList("scan-bins") };
  const failures = new Map(); // by a scan's key, how often the shop failed at it

  // Who is signed in, a fresh token and the bins; remembered for when there is no network.
  const refresh = async () => {
    const answer = await ask("/api/v1/station", { headers: { Accept: "application/json" } });
    if (answer.status === 401) throw new Stays("sign_in");
    const said = await body(answer);
    if (!answer.ok || !said) throw new Stays(becomes(answer.status, said) === "away" ? "away" : "failed");
    Object.assign(shop, said);
    remember("scan-staff", shop.staff);
    remember("scan-bins", JSON.stringify(shop.bins));
  };

  const post = (scan) =>
    ask("/api/v1/scans", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json", "Idempotency-Key": scan.key, "X-CSRFToken": shop.csrf },
      body: JSON.stringify({
        code: scan.code, mode: scan.mode, place: scan.place, bin: scan.bin, device_time: scan.device_time, queued: scan.queued,
      }),
    });

  // The answer that ends the scan, null where the shop failed at this one, or Stays.
  const answerTo = async (scan) => {
    for (let fresh = false; ; fresh = true) {
      const answer = await post(scan);
      const said = await body(answer);
      const end = becomes(answer.status, said);
      if (end === "ended") return said;
      if (end === "failed") return null;
      if (end !== "token") throw new Stays(end);
      if (fresh) throw new Stays("sign_in");
      await refresh();
      if (!mine(scan)) throw new Stays("sign_in");
    }
  };

  // Custody names who had it in hand: a scan is sent by whoever made it, or waits.
  const mine = (scan) => !scan.staff || scan.staff === shop.staff;

  const count = async () => {
    const waiting = await queue.all();
    counted(waiting);
    return waiting;
  };

  // Who asks and gets no use of the answer goes on with what this page knows.
  const goOn = (reason) => {
    if (!(reason instanceof Stays) || reason.message !== "failed") throw reason;
  };

  const empty = async () => {
    const tried = [];
    let [all, left] = [[], []];
    try {
      if ((await queue.all()).some((scan) => scan.queued)) await refresh().catch(goOn);
      for (let failed = 0; failed < IN_A_ROW; ) {
        all = await count();
        left = all.filter(mine);
        const scan = nextOf(left, tried, failures);
        if (!scan) break;
        tried.push(scan.key);
        const answer = await answerTo(scan);
        failed = answer ? 0 : failed + 1;
        if (answer) await end(scan, answer);
        else failures.set(scan.key, (failures.get(scan.key) ?? 0) + 1);
      }
      if (left.length) await hold("failed", left);
      else if (all.length) stays("other", []);
    } catch (reason) {
      if (!(reason instanceof Stays)) throw reason;
      await hold(reason.message, await queue.all());
    }
  };

  // Told before it leaves the device: a page that is closed between the two asks again and tells it once more.
  const end = async (scan, answer) => {
    failures.delete(scan.key);
    try {
      told(scan, answer);
    } catch (error) {
      broke(error, scan);
    }
    await queue.remove(scan);
  };

  // What could not be sent is said once for each, and sent with the note that it had waited.
  const hold = async (reason, left) => {
    const fresh = left.filter((scan) => !scan.queued);
    for (const scan of fresh) await queue.put({ ...scan, queued: true });
    await count();
    stays(reason, fresh);
  };

  // Resolves with what gives the lock back. A tab that was put to sleep may keep it for ever: then two send, and the keys
  // keep that from doing harm.
  const lock = () =>
    new Promise((resolve) => {
      let isLate = false;
      const goWithout = () => {
        isLate = true;
        resolve(() => {});
      };
      const late = setTimeout(goWithout, PATIENCE);
      const granted = () => {
        clearTimeout(late);
        return isLate ? undefined : new Promise(resolve);
      };
      try {
        navigator.locks.request(LOCK, { signal: AbortSignal.timeout(PATIENCE) }, granted).catch(goWithout);
      } catch {
        goWithout(); // a browser without locks
      }
    });

  let wanted = false;
  let sending = false;
  // Never rejects: whoever asks for it does not wait for it.
  const drain = async () => {
    wanted = true;
    if (sending) return;
    sending = true;
    try {
      while (wanted) {
        wanted = false;
        const release = await lock();
        await empty().finally(release);
      }
    } catch (error) {
      broke(error);
    } finally {
      sending = false;
    }
  };

  addEventListener("online", drain);
  document.addEventListener("visibilitychange", () => document.hidden || drain());
  setInterval(() => queue.all().then((waiting) => waiting.length && drain(), broke), RETRY);

  return { shop, refresh, drain, count };
};
