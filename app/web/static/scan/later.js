// Without a network the page comes from its service worker, which is told here what belongs to it.
export const keepForLater = async (staff) => {
  try {
    navigator.storage?.persist?.().catch(() => {}); // asked for, not counted on
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.register("/scan-worker.js", { scope: "/scan" });
    const { active } = await navigator.serviceWorker.ready;
    const belonging = document.querySelectorAll("script[src], link:is([rel=stylesheet], [rel=icon], [rel=modulepreload])");
    const files = [...belonging].map((one) => one.src || one.href);
    const pages = [...document.querySelectorAll(".work-modes a")].map((one) => one.href);
    const seen = `${staff} ${document.documentElement.lang} ${files}`;
    const fresh = sessionStorage.getItem("scan-pages") === seen;
    sessionStorage.setItem("scan-pages", seen);
    active.postMessage({ files, pages: fresh ? [] : pages });
  } catch {
    // The station works without it, only not when it is opened without a network.
  }
};
