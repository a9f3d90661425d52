// What became of a text is looked up by itself while it may change; without this, "See what became of it" does the same.
(() => {
  "use strict";
  const LOOKS = 60;
  let looks = 0;

  const look = async () => {
    const shown = document.querySelector("[data-told]");
    looks += 1;
    if (!shown || shown.dataset.told !== "waiting" || looks > LOOKS) return clearInterval(timer);
    if (document.hidden) return undefined;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) return undefined;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-told]");
      if (fresh && fresh.textContent !== shown.textContent) {
        shown.replaceChildren(...fresh.childNodes);
        shown.dataset.told = fresh.dataset.told;
      }
    } catch {
      // Offline or restarting: the next look tells.
    }
    return undefined;
  };
  const timer = setInterval(look, 3000);
})();
