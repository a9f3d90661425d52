// Brings scans from the device to the shop: one tab at a time, in order, with the same key until there is an answer.
const PATIENCE = 8000; // ms after which an answer counts as lost
const RETRY = 15000; // ms
const LOCK = "mendpost-scans";

// Why a scan stays: "away" no network or no answer, "sign_in" nobody or somebody else is signed in.
class Stays extends Error {}

const ask = async (address, how) => {
  try {
    return await fetch(address, { ...how, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Stays("away");
  }
};
const body = async (answer) => {
  try {
    return await answer.json();
  } catch {
    throw new Stays("away"); // a page of something between us and the shop
  }
};

export const createSender = ({ queue, csrf, told, stays, counted }) => {
  const shop = { csrf, staff: localStorage.getItem("scan-staff") ?? "", bins: JSON.parse(localStorage.getItem("scan-bins") ?? "[]") };

  // Who is signed in, a fresh token and the bins; remembered for when there is no network.
  const refresh = async () => {
    const answer = await ask("/api/v1/station", { headers: { Accept: "application/json" } });
    if (answer.status === 401) throw new Stays("sign_in");
    if (!answer.ok) throw new Stays("away");
    Object.assign(shop, await body(answer));
    localStorage.setItem("scan-staff", shop.staff);
    localStorage.setItem("scan-bins", JSON.stringify(shop.bins));
  };

  const post = (scan) =>
    ask("/api/v1/scans", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json", "Idempotency-Key": scan.key, "X-CSRFToken": shop.csrf },
      body: JSON.stringify({
        code: scan.code, mode: scan.mode, place: scan.place, bin: scan.bin, device_time: scan.device_time, queued: scan.queued,
      }),
    });

  // The answer that ends the scan, or Stays.
  const answerTo = async (scan) => {
    for (let fresh = false; ; fresh = true) {
      const answer = await post(scan);
      const said = await body(answer);
      if (answer.status === 401) throw new Stays("sign_in");
      if (answer.status >= 500 || answer.status === 429) throw new Stays("away");
      if (answer.status !== 400 || said.code !== "csrf") return said;
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

  const empty = async () => {
    try {
      if ((await queue.all()).some((scan) => scan.queued)) await refresh();
      for (;;) {
        const scan = (await count()).find(mine);
        if (!scan) break;
        const answer = await answerTo(scan);
        await queue.remove(scan.number);
        told(scan, answer);
      }
      if ((await count()).length) stays("other", []);
    } catch (reason) {
      if (!(reason instanceof Stays)) throw reason;
      await hold(reason.message);
    }
  };

  // What could not be sent is said once for each, and sent with the note that it had waited.
  const hold = async (reason) => {
    const fresh = (await queue.all()).filter((scan) => !scan.queued);
    for (const scan of fresh) await queue.put({ ...scan, queued: true });
    await count();
    stays(reason, fresh);
  };

  let wanted = false;
  let sending = false;
  const drain = async () => {
    wanted = true;
    if (sending) return;
    sending = true;
    try {
      while (wanted) {
        wanted = false;
        if (navigator.locks) await navigator.locks.request(LOCK, empty);
        else await empty();
      }
    } finally {
      sending = false;
    }
  };

  addEventListener("online", drain);
  document.addEventListener("visibilitychange", () => document.hidden || drain());
  setInterval(async () => (await queue.all()).length && drain(), RETRY);

  return { shop, refresh, drain, count };
};
