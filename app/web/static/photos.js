// Comfort for slow lines: photos are made smaller before they are sent. Without it the server does the same.
(() => {
  "use strict";
  const PATIENCE = 20000; // ms for all of them: then they go as they are
  const { smaller } = document.currentScript.dataset;

  const made = async (files) => {
    const { smaller: make } = await import(smaller);
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(await make(file));
    return chosen.files;
  };
  const tooLate = () => new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("it takes too long")));

  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file]") || !input.files.length || typeof DataTransfer === "undefined") return;
    const button = input.form?.querySelector(".button.primary");
    button?.setAttribute("aria-disabled", "true");
    if (input.form) input.form.dataset.sent = "shrinking"; // nothing leaves until they are ready
    try {
      input.files = await Promise.race([made([...input.files]), tooLate()]);
    } catch {
      // Not even the script for it came through, or this device is too slow: they go as they are.
    } finally {
      if (input.form) delete input.form.dataset.sent;
      button?.removeAttribute("aria-disabled");
    }
  });
})();
