// A page that goes takes with it what it only has in mind: half a scan, or one that nothing has kept yet. The next page of
// this tab names them, so that somebody scans them again.
const NAME = "scans-left";
const holders = [];

const recalled = () => {
  try {
    const texts = JSON.parse(sessionStorage.getItem(NAME));
    return Array.isArray(texts) ? texts.map(String) : [];
  } catch {
    return [];
  }
};

// `holder` gives, at that moment, the texts of the scans that would go with the page.
export const holds = (holder) => holders.push(holder);

addEventListener("pagehide", () => {
  try {
    const texts = holders.flatMap((holder) => holder());
    if (texts.length) sessionStorage.setItem(NAME, JSON.stringify([...recalled(), ...texts]));
  } catch {
    // A browser that remembers nothing between two pages.
  }
});

// What the pages before have left behind, once.
export const takeLeft = () => {
  const texts = recalled();
  if (texts.length) sessionStorage.removeItem(NAME);
  return texts;
};
