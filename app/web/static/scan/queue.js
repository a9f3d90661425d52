// Scans on this device that no answer has ended yet: in the order they were made, each with the key it will always have.
// They lie in IndexedDB. Where that fails twice, or does not answer, this page holds them and goes on: no scan waits for a
// disk, and none of these functions rejects. What is sent twice because of that has its key and is done once.
const NAME = "mendpost-scans";
const STORE = "waiting";
const PATIENCE = 2000; // ms for one change; some browsers answer nothing at all any more after a while in the background
const REST = 10000; // ms in which a disk that failed is left alone
let opened = null;
let restsUntil = 0;
let readable = true;
const held = new Map(); // by their keys, the scans of this page that no answer has ended
const saved = new Set(); // keys of those that lie on the disk as they are held
const ended = new Set(); // keys that were answered while the disk could not forget them

const within = (asked) => {
  let late = 0;
  const patience = new Promise((_resolve, reject) => (late = setTimeout(reject, PATIENCE, new Error("the device's store does not answer"))));
  return Promise.race([asked, patience]).finally(() => clearTimeout(late));
};

const open = () => {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "number", autoIncrement: true });
    request.onsuccess = () => {
      request.result.onclose = forget; // a browser may drop a connection, as phones do in the background
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
};
const forget = () => (opened = null);

// Resolves when the change is on the disk, not when it was asked for.
const change = async (mode, work) => {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? request.error);
  });
};

// Once more over a new connection: what failed was not kept, and if it was after all, the scan has its key.
const run = async (mode, work) => {
  if (performance.now() < restsUntil) throw new Error("the device's store rests");
  try {
    return await within(change(mode, work));
  } catch {
    forget();
  }
  try {
    return await within(change(mode, work));
  } catch (error) {
    forget();
    restsUntil = performance.now() + REST;
    console.error(error);
    throw error;
  }
};

const save = async (scan) => {
  try {
    const number = await run("readwrite", (store) => (scan.number ? store.put(scan) : store.add(scan)));
    if (held.has(scan.key)) held.set(scan.key, { ...held.get(scan.key), number });
    saved.add(scan.key);
  } catch {
    // Held by this page alone, until the disk takes it: isAtRisk.
  }
};

export const put = async (scan) => {
  held.set(scan.key, scan);
  saved.delete(scan.key);
  await save(scan);
};

export const remove = async ({ key, number }) => {
  held.delete(key);
  saved.delete(key);
  ended.add(key); // for the rest of this page's life: the same row may lie there twice
  try {
    if (number) await run("readwrite", (store) => store.delete(number));
  } catch {
    // Sent once more by the next page, it gets the answer that it had.
  }
};

// What waits, as far as it can be read: `isReadable` says whether that is all.
export const all = async () => {
  let rows = [];
  try {
    rows = await run("readonly", (store) => store.getAll());
    readable = true;
  } catch {
    readable = false;
  }
  // Another tab may have sent what this one holds; this one asks again with the same key, as its person waits for a word.
  const waiting = new Map(rows.map((row) => [row.key, row]));
  for (const [key, scan] of held) waiting.set(key, { ...waiting.get(key), ...scan });
  for (const row of rows) if (ended.has(row.key)) await remove(row);
  if (readable) for (const scan of held.values()) if (!saved.has(scan.key)) await save(scan);
  return [...waiting.values()].filter(({ key }) => !ended.has(key));
};

export const isReadable = () => readable;

// Whether a scan is held by this page alone, and would go with it.
export const isAtRisk = () => [...held.keys()].some((key) => !saved.has(key));
