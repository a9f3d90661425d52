// "What will be sent?" without leaving the page: what was typed stays, Back leads where it should, and a text that was
// shown says so once it is no longer what would be sent. Without this script the same button brings a page.
(() => {
  "use strict";

  const givingWay = new WeakSet(); // forms that are sent as without scripts: the answer is more than a text

  const fetched = async (form, button) => {
    const body = new FormData(form, button);
    const answer = await fetch(button.formAction, { method: "POST", body });
    if (answer.status !== 200 || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("sent");
  };

  const show = (form, sent) => {
    document.getElementById("sent")?.removeAttribute("id");
    const mine = form.querySelector(".preview");
    const held = mine.querySelector("[name=no_text]");
    const shown = document.adoptNode(sent);
    shown.querySelector("[name=no_text]").checked = held.checked;
    mine.replaceWith(shown);
    shown.scrollIntoView({ block: "nearest" });
    shown.focus();
  };

  window.addEventListener(
    "submit",
    async (event) => {
      const { target: form, submitter: button } = event;
      if (button?.name !== "look" || givingWay.delete(form)) return;
      event.preventDefault();
      if (button.ariaDisabled) return;
      button.ariaDisabled = "true";
      const sent = await fetched(form, button).catch(() => null);
      button.ariaDisabled = null;
      if (sent) return show(form, sent);
      givingWay.add(form);
      form.requestSubmit(button);
    },
    { capture: true },
  );

  document.addEventListener("input", ({ target }) => {
    const stale = target.form?.querySelector("#sent [data-stale]");
    if (!stale || target.name === "no_text") return;
    stale.hidden = false;
    stale.parentElement.querySelectorAll(".sms").forEach((text) => text.classList.add("old"));
  });
})();
