// Scans on this device that no answer has ended yet: in the order they were made, each with the key it will always have.
const NAME = "mendpost-scans";
const STORE = "waiting";
let opened = null;

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
  try {
    return await change(mode, work);
  } catch {
    forget();
    return change(mode, work);
  }
};

export const add = (scan) => run("readwrite", (store) => store.add(scan));
export const put = (scan) => run("readwrite", (store) => store.put(scan));
export const remove = (number) => run("readwrite", (store) => store.delete(number));
export const all = () => run("readonly", (store) => store.getAll());
