// What a row of the last scans can do. The scripts for it come when somebody presses.

// `sender` gives the station's; `undone` is called when a scan was taken back, or may have been.
export const rowActs = ({ words, newKey, sender, undone }) => ({
  undo: async (scan, row) => {
    try {
      const { undoScan } = await import("./undo.js");
      await undoScan({ scan, key: newKey(), row, words, sender: sender() });
      undone();
    } catch (error) {
      console.error(error);
      row.querySelector("[data-undo]").textContent = words.again; // not even the script for it came through
    }
  },
  photo: async (address, input, said) => {
    try {
      const [{ sendPhotos }, { smaller }] = await Promise.all([import("./photo.js"), import("../smaller.js")]);
      await sendPhotos({ address, input, said, words, sender: sender(), smaller });
    } catch (error) {
      console.error(error);
      said.textContent = words.again; // not even the script for it came through
    }
  },
});
