// Comfort on top of pages that work without it: focus what is wrong, and send a form once.
(() => {
  "use strict";

  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    // autofocus does it in most browsers, at the first rendering; some honour it on form controls only.
    setTimeout(() => {
      if (document.activeElement === document.body) summary.focus();
    }, 200);
    // A link in the summary should put the cursor into the field; a group takes its first open choice.
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const target = link && document.getElementById(link.hash.slice(1));
      if (!target) return;
      const field = target.matches("fieldset") ? target.querySelector("input:not(:disabled)") || target : target;
      event.preventDefault();
      (field.closest(".field") || field).scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    });
  }

  // A script that did not come, or one that it needs: the page has a place for what to do without it. Failures to load
  // do not bubble, so they are met on the way down; this script stands first and meets those of all others.
  const sayWithout = ({ dataset }) => {
    const place = dataset?.without && document.getElementById(dataset.without);
    if (place) place.hidden = false;
  };
  window.addEventListener("error", ({ target }) => sayWithout(target), { capture: true });
  // One that came broken, or cut off, reports no failure to load; and some never come. What runs has marked its tag.
  const sayWhatDoesNotRun = () => document.querySelectorAll("script[data-without]:not([data-runs])").forEach(sayWithout);
  window.addEventListener("load", sayWhatDoesNotRun);
  setTimeout(sayWhatDoesNotRun, 10000);

  // aria-disabled and not disabled: a disabled button would drop its name and value, and the focus.
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    // An answer that is a file leaves this page standing: it must be usable again.
    setTimeout(release, 8000, form);
  });

  // Back may bring the page out of the browser's memory with its form still marked as sent.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
})();
