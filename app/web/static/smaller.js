// A photo made smaller before it is sent, upright; as it is where this browser cannot, or where nothing is gained.
// As the shop keeps them: pixels of the longer side, or more where the shorter would become illegible, and of all.
const [SIDE, LEGIBLE, MOST] = [2048, 1000, 12000000];
const QUALITY = 0.86;

export const smaller = async (file) => {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" }); // upright, as EXIF has it
    const { width, height } = picture;
    const legible = Math.max(SIDE / Math.max(width, height), LEGIBLE / Math.min(width, height));
    const scale = Math.min(legible, Math.sqrt(MOST / (width * height)));
    if (scale >= 1) {
      picture.close();
      return file;
    }
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height].map((side) => Math.max(1, Math.floor(side * scale)));
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
