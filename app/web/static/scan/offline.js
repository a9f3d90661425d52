// The service worker of /scan: without a network the station still opens. Answers of the shop are never kept.
const CACHE = "mendpost-station";
const PATIENCE = 4000; // ms to wait for a page where an earlier one is kept

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The page names what belongs to it: its files, and the pages of the other work that may be needed without a network.
self.addEventListener("message", (event) => event.waitUntil(keep(event.data)));

// Only when all of it is here does what it replaces go: until then the kept pages need their own files.
const keep = async ({ files, pages }) => {
  const cache = await caches.open(CACHE);
  const wanted = files.map((file) => new URL(file, self.location.href));
  const keepFile = async ({ href }) => (await cache.match(href)) || cache.add(href);
  const kept = await Promise.allSettled([...wanted.map(keepFile), ...pages.map((page) => newest(page, pageName(new URL(page))))]);
  if (kept.some(({ status }) => status === "rejected")) return;
  for (const { url } of await cache.keys()) {
    const isReplaced = wanted.some((one) => placeOf(one) === placeOf(new URL(url)));
    if (isReplaced && !wanted.some(({ href }) => href === url)) await cache.delete(url);
  }
};

// What replaces one another: the versions of a file, and all the modules of one shop by those of a newer one.
const placeOf = ({ pathname }) => pathname.replace(/^\/scripts\/.*/, "/scripts");

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (/^\/(?:static|scripts)\//.test(address.pathname)) event.respondWith(keptFirst(request));
  else if (address.pathname === "/scan-camera.js") event.respondWith(newestFirst(request, address.pathname, () => true));
  else if (address.pathname === "/scan" && request.mode === "navigate") event.respondWith(newestFirst(request, pageName(address)));
});

// One page for each work; what was scanned, and the answer to it, are no part of it.
const pageName = ({ searchParams }) => `/scan?mode=${searchParams.get("mode") || "open"}`;
const isPlain = ({ searchParams }) => [...searchParams.keys()].every((name) => name === "mode" || name === "lang");

// A device that can keep nothing, or nothing more, still gets its answers.
const put = async (name, answer) => {
  try {
    await (await caches.open(CACHE)).put(name, answer);
  } catch {
    // It is fetched again the next time.
  }
};
const keptOf = (name) => caches.match(name, { cacheName: CACHE }).catch(() => undefined);

const keptFirst = async (request) => {
  const kept = await keptOf(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await put(request, answer.clone());
  return answer;
};

const newest = async (request, name, isKept = isPlain) => {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected && isKept(new URL(answer.url))) await put(name, answer.clone());
  return answer;
};

const newestFirst = async (request, name, isKept) => {
  const kept = await keptOf(name);
  const coming = newest(request, name, isKept);
  if (!kept) return coming;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([coming.catch(() => kept), patience]);
};
