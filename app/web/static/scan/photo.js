// A photo from the station's list: made smaller where this browser can, sent, and said what became of it.
const PATIENCE = 120000; // ms after which an answer counts as lost; a warehouse's network may be slow

// The answer, or null where none came.
const post = (address, photos, csrf) => {
  const body = new FormData();
  for (const photo of photos) body.append("photos", photo);
  body.append("csrf_token", csrf);
  const how = { method: "POST", headers: { Accept: "application/json" }, redirect: "manual", body };
  return fetch(address, { ...how, signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
};

const REFUSED = [404, 409, 413, 422]; // as it is, it will never be taken

// `said` is where the button has its words.
export const sendPhotos = async ({ address, input, said, words, sender, smaller }) => {
  const row = input.closest("li");
  const say = (short, sentence = "") => {
    said.textContent = short;
    row.querySelector("[data-photo-why]")?.remove();
    if (!sentence) return;
    const why = Object.assign(document.createElement("p"), { className: "hint", role: "status", textContent: sentence });
    why.dataset.photoWhy = "";
    row.append(why);
  };

  const send = async (photos) => {
    say(words.sending);
    let answer = await post(address, photos, sender.shop.csrf);
    // The token may be one of an earlier login.
    if (answer?.status === 400 && (await sender.refresh().then(() => true, () => false)))
      answer = await post(address, photos, sender.shop.csrf);
    if (answer?.ok) {
      say(words.kept);
      return;
    }
    const { error } = (await answer?.json().catch(() => null)) ?? {};
    const refused = REFUSED.includes(answer?.status);
    say(refused ? words.notkept : words.again, error ?? (answer?.type === "opaqueredirect" ? words.login : ""));
    if (refused) return;
    // Tapped again, what could not be sent is sent again: nobody takes the same photo twice.
    const instead = (event) => {
      event.preventDefault();
      send(photos).catch(() => say(words.again));
    };
    input.addEventListener("click", instead, { once: true });
  };

  say(words.sending);
  const photos = [];
  for (const file of input.files) photos.push(await smaller(file));
  input.value = ""; // the same photo may be chosen again
  await send(photos);
};
