// A count ends when the shop has every scan of it: what is still under way would be called missing.
const LOOK = 50; // ms between two looks at what still waits

// `taken` resolves when what was scanned is kept; `unsent` is told where scans wait for the network; `works` and `broke` are
// the station's.
export const finishWhenSettled = (form, { taken, queue, unsent, works, broke }) => {
  const settle = async () => {
    await taken();
    for (;;) {
      const waiting = await queue.all();
      if (waiting.length === 0) break;
      if (waiting.some((scan) => scan.queued)) return unsent();
      await new Promise((next) => setTimeout(next, LOOK));
    }
    form.dataset.settled = "yes";
    form.requestSubmit();
  };
  form.addEventListener("submit", (event) => {
    if (form.dataset.settled || !works()) return;
    event.preventDefault();
    settle().catch(broke);
  });
};
