// Runs before the page's own scripts. Notes each call that they make to what a browser keeps, locks or makes noise with, and
// lets one of them fail, once: `fault` says which one by its name and number, and how.
(fault) => {
  const CLASSES = [
    "Storage", "IDBFactory", "IDBDatabase", "IDBTransaction", "IDBObjectStore", "IDBIndex", "IDBCursor", "LockManager", "StorageManager",
    "CacheStorage", "Cache", "Crypto", "ServiceWorkerContainer", "BaseAudioContext", "AudioContext", "OscillatorNode", "Navigator",
  ];
  const HASTE = 5; // a page that waits eight seconds for an answer waits 1.6 here
  const [later, each, abort] = [setTimeout, setInterval, AbortSignal.timeout];
  const sooner = (ms) => (ms >= 1500 ? ms / HASTE : ms);
  window.setTimeout = (what, ms, ...more) => later(what, sooner(ms), ...more);
  window.setInterval = (what, ms, ...more) => each(what, sooner(ms), ...more);
  AbortSignal.timeout = (ms) => abort.call(AbortSignal, sooner(ms));

  window.calls = [];
  const counts = {};
  const broken = () => new DOMException("broken on purpose", "UnknownError");
  const silent = new WeakSet();
  const hush = (target) => {
    for (const kind of ["success", "error", "upgradeneeded", "blocked", "complete", "abort"])
      target.addEventListener(kind, (event) => silent.has(target) && event.stopImmediatePropagation());
    return target;
  };
  const kindOf = (made) => {
    if (made instanceof Promise) return "promise";
    if (made instanceof IDBTransaction) return "transaction";
    return made instanceof IDBRequest ? "request" : "value";
  };
  const breaks = (made, kind) => {
    if (kind === "promise") return fault.how === "hangs" ? new Promise(() => {}) : Promise.reject(broken());
    if (fault.how === "hangs") silent.add(made);
    if (fault.how === "hangs" && kind === "request" && made.transaction) silent.add(made.transaction);
    if (fault.how === "fails" && kind === "transaction") made.abort();
    if (fault.how === "fails" && kind === "request" && made.transaction) made.transaction.abort();
    if (fault.how === "fails" && kind === "request" && !made.transaction) {
      silent.add(made);
      Object.defineProperty(made, "error", { value: broken() });
      later(() => made.onerror?.(new Event("error")), 0);
    }
    return made;
  };

  for (const name of CLASSES) {
    const { prototype } = window[name];
    for (const method of Object.getOwnPropertyNames(prototype)) {
      const { value: real, writable } = Object.getOwnPropertyDescriptor(prototype, method);
      if (typeof real !== "function" || !writable || method === "constructor") continue;
      prototype[method] = function (...what) {
        const call = `${name}.${method}`;
        const nth = (counts[call] = (counts[call] ?? 0) + 1);
        const isDue = fault?.call === call && fault.nth === nth && window.name !== "broken";
        if (isDue) window.name = "broken"; // once, also after a form has led to another page
        if (isDue && fault.how === "throws") throw broken();
        const made = real.apply(this, what);
        const kind = kindOf(made);
        window.calls.push([call, nth, kind]);
        if (kind === "request" || kind === "transaction") hush(made);
        return isDue ? breaks(made, kind) : made;
      };
    }
  }
}
