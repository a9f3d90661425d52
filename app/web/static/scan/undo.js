// Undo from the station's list. The first press sends no text: where one has left, the shop asks first and shows the other.
const PATIENCE = 20000; // ms after which an answer counts as lost; the same key asks again

// A page of the shop that is about this scan; anything else is none.
const answerTo = async (form) => {
  const answer = await fetch("/scan/undo", { method: "POST", body: form, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status === 400 || answer.status >= 500) throw new Error(`answered ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

export const undoScan = async ({ scan, key, row, words, sender }) => {
  const part = (name) => row.querySelector(`[data-${name}]`);
  const [button, asks] = [part("undo"), part("asks")];

  const send = async (form, pressed) => {
    pressed.setAttribute("aria-disabled", "true");
    let said = await answerTo(form).catch(() => null);
    // The token may be one of an earlier login; the key stays, so it is undone once.
    if (!said && (await sender.refresh().then(() => true, () => false))) {
      form.set("csrf_token", sender.shop.csrf);
      said = await answerTo(form).catch(() => null);
    }
    pressed.removeAttribute("aria-disabled");
    const undone = said?.querySelector("[data-undone]");
    const question = said?.querySelector("form[action='/scan/undo']");
    if (undone) end(undone.textContent);
    else if (question) ask(document.adoptNode(question));
    else pressed.textContent = said ? words.stands : words.again;
  };

  const end = (sentence) => {
    part("status").className = "status tone-neutral";
    part("status").textContent = words.undone;
    part("line").textContent = sentence;
    fold(false);
    button.remove();
  };

  const fold = (open) => {
    asks.hidden = !open;
    button.hidden = open;
    if (!open) asks.replaceChildren();
  };

  const ask = (form) => {
    asks.replaceChildren(form);
    fold(true);
    asks.focus();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(new URLSearchParams(new FormData(form)), event.submitter ?? form.querySelector("button"));
    });
    form.querySelector("a")?.addEventListener("click", (event) => {
      event.preventDefault();
      fold(false);
      button.focus();
    });
  };

  await send(new URLSearchParams({ scan, csrf_token: sender.shop.csrf, idempotency_key: key }), button);
};
