// What our labels say, read here and nowhere else: a repair's code, the address of its label, the address of a bin's.
// Pure: text in, text out. The server reads again, and better; this decides what a scan is for and what is shown of it.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const ADDRESS = /HTTPS?:\/\/[^\s/]+\/(?:Q\/(?:[0-9A-Z]{4}-?){2}[0-9A-Z]{4}|B\/[^\s/?#]+?(?=HTTPS?:|[\s?#]|$))/i;
const BIN = /\/B\/([^/?#\s]+?)(?=[/?#\s]|HTTPS?:|$)/gi;
const DASHED = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/i;
const BARE = /^(?:\][A-Z][0-9A-Z])?[^0-9A-Z]*([0-9A-Z]{12})\1?[^0-9A-Z\s]*$/i; // ]Q1 names the symbology (ISO/IEC 15424)
const BEGUN = /(?:HTTPS?:\S*|^(?:\][A-Z][0-9A-Z])?\W*[0-9A-Z]{4}-[0-9A-Z-]*)$/i;
const SHOWN = 40; // characters of a scan on the screen

// A repair's code as people and keyboards write it: I and L are 1, O is 0, and the last letter checks the others.
export const isCode = (typed) => {
  const code = typed.toUpperCase().replace(/-/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
  const digits = [...code].map((char) => ALPHABET.indexOf(char));
  const check = digits.slice(0, 11).reduce((sum, one) => (sum * 32 + one) % 37, 0);
  return /[A-Z]$/.test(code) && !code.includes("U") && check === digits[11];
};

// The label in what was typed, without what a scanner put around it; "" where it is no label of ours.
export const labelIn = (typed, inField) => {
  if (inField && /\s/.test(typed)) return ""; // a sentence that quotes a code
  const address = ADDRESS.exec(typed);
  if (address) return address[0];
  const dashed = DASHED.exec(typed)?.[0];
  const bare = !inField || /\d/.test(typed) ? BARE.exec(typed)?.[1] : ""; // a long word, or Korean by its keys
  return [dashed, bare].find((code) => code && isCode(code)) ?? "";
};

// Half a label: more keys are to come.
export const isBegun = (typed) => BEGUN.test(typed);

// A percent sign may mean itself: on a shelf called 50% it does.
const decoded = (part) => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

// The bin whose label this is, by its address or as one of those that are known; "" where it is none, or two of them.
export const binIn = (text, known = []) => {
  const named = new Set([...text.matchAll(BIN)].map(([, code]) => decoded(code).toUpperCase()));
  if (named.size) return named.size === 1 ? [...named][0] : "";
  const code = text.trim().toUpperCase();
  return known.includes(code) ? code : "";
};

// What is shown of a scan: the code and not the address around it.
export const short = (text) => text.replace(/^.*\/[QB]\//i, "").slice(0, SHOWN);
