// A photo made smaller before it is sent, upright; as it is where this browser cannot, or where nothing is gained.
const SIDE = 2048; // pixels of the longer side, as the shop keeps them
const QUALITY = 0.86;

export const smaller = async (file) => {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" }); // upright, as EXIF has it
    const scale = SIDE / Math.max(picture.width, picture.height);
    if (scale >= 1) {
      picture.close();
      return file;
    }
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height].map((side) => Math.round(side * scale));
    const paper = canvas.getContext("2d");
    paper.imageSmoothingQuality = "high";
    paper.fillStyle = "#fff"; // JPEG knows no transparency
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!made || made.size >= file.size) return file;
    return new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: made.type });
  } catch {
    return file; // HEIC and whatever else this browser cannot read: the shop says what to do
  }
};
