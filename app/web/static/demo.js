// The demo phone looks for new texts by itself; without this, Reload does the same.
(() => {
  "use strict";

  const look = async () => {
    const shown = document.querySelector("[data-fresh]");
    // Somebody selecting text, or tabbing through the links, must not lose the place.
    if (!shown || document.hidden || shown.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-fresh]");
      if (fresh && fresh.querySelectorAll("li").length !== shown.querySelectorAll("li").length) {
        shown.replaceWith(fresh);
      }
    } catch {
      // Offline or restarting: the next look tells.
    }
  };
  setInterval(look, 2000);
})();
