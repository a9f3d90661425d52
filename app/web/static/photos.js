// Comfort for slow lines: photos are made smaller before they are sent. Without it the server does the same.
(() => {
  "use strict";
  const SIDE = 2048; // pixels of the longer side, as the server keeps them

  const smaller = async (file) => {
    try {
      const picture = await createImageBitmap(file); // upright: browsers apply the EXIF orientation
      const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      const context = canvas.getContext("2d");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
      if (!blob || blob.size >= file.size) return file;
      return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file; // HEIC and whatever else this browser cannot read: the server says what to do
    }
  };

  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file]") || !input.files.length || typeof DataTransfer === "undefined") return;
    const button = input.form?.querySelector(".button.primary");
    button?.setAttribute("aria-disabled", "true");
    input.form && (input.form.dataset.sent = "shrinking"); // nothing leaves until they are ready
    const chosen = new DataTransfer();
    for (const file of input.files) chosen.items.add(await smaller(file));
    input.files = chosen.files;
    if (input.form) delete input.form.dataset.sent;
    button?.removeAttribute("aria-disabled");
  });
})();
