// Comfort for slow lines: photos are made smaller before they are sent. Without it the server does the same.
(() => {
  "use strict";
  const { smaller } = document.currentScript.dataset;

  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file]") || !input.files.length || typeof DataTransfer === "undefined") return;
    const button = input.form?.querySelector(".button.primary");
    button?.setAttribute("aria-disabled", "true");
    input.form && (input.form.dataset.sent = "shrinking"); // nothing leaves until they are ready
    try {
      const { smaller: made } = await import(smaller);
      const chosen = new DataTransfer();
      for (const file of input.files) chosen.items.add(await made(file));
      input.files = chosen.files;
    } catch {
      // Not even the script for it came through: they go as they are.
    }
    if (input.form) delete input.form.dataset.sent;
    button?.removeAttribute("aria-disabled");
  });
})();
