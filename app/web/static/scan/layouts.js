// What a key types, by the character it gave and by where it lies. A scanner presses places; the computer makes
// characters of them by its own layout. Where the two differ, each layout a scanner may be set to is one more reading of
// the same keys, and the label's check letter, or its whole address, says which is right. Pure.

// Of a US keyboard, as nearly every scanner leaves the factory: the place, and what is typed without and with Shift.
const US = {
  Digit1: "1!", Digit2: "2@", Digit3: "3#", Digit4: "4$", Digit5: "5%", Digit6: "6^", Digit7: "7&", Digit8: "8*", Digit9: "9(", Digit0: "0)",
  Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"", Backquote: "`~",
  Comma: ",<", Period: ".>", Slash: "/?", IntlBackslash: "\\|", Space: "  ",
  NumpadSubtract: "--", NumpadDivide: "//", NumpadDecimal: "..", NumpadAdd: "++", NumpadMultiply: "**",
};
// Scanners set to another layout before a US one: what differs from it.
const AZERTY = {
  KeyA: "qQ", KeyQ: "aA", KeyW: "zZ", KeyZ: "wW", Semicolon: "mM", KeyM: ",?", Comma: ";.", Period: ":/", Slash: "!§",
  Digit1: "&1", Digit2: "é2", Digit3: "\"3", Digit4: "'4", Digit5: "(5", Digit6: "-6", Digit7: "è7", Digit8: "_8", Digit9: "ç9", Digit0: "à0",
  Minus: ")°", Equal: "=+", BracketLeft: "^¨", BracketRight: "$£", Quote: "ù%", Backslash: "*µ", Backquote: "²~", IntlBackslash: "<>",
};
const QWERTZ = {
  KeyY: "zZ", KeyZ: "yY", Slash: "-_", Period: ".:", Comma: ",;", Minus: "ß?", Equal: "´`", BracketLeft: "üÜ", BracketRight: "+*",
  Semicolon: "öÖ", Quote: "äÄ", Backslash: "#'", Backquote: "^°", IntlBackslash: "<>",
  Digit2: "2\"", Digit3: "3§", Digit6: "6&", Digit7: "7/", Digit8: "8(", Digit9: "9)", Digit0: "0=",
};

// By the US layout letters are capitals: labels are printed so, and which of the two was meant decides nothing.
const byPlace = (layout, { code, shiftKey }) => {
  const pair = layout[code] ?? US[code];
  if (pair) return pair[shiftKey ? 1 : 0];
  const place = /^(?:Key([A-Z])|Numpad([0-9]))$/.exec(code);
  return place ? place[1] || place[2] : "";
};

// The character of a key as the computer has it; what is not Latin is read by where the key lies.
const typed = (key) => {
  const { key: char, code, shiftKey } = key;
  if (char.length === 1 && char >= " " && char <= "~") return char;
  return byPlace(US, { code, shiftKey: shiftKey && !/^Digit/.test(code) });
};

// The readings of one key, in the order in which they are believed.
export const readingsOf = (key) => ({
  typed: typed(key),
  us: byPlace(US, key) || typed(key), // a keyboard on the screen has no places
  azerty: byPlace(AZERTY, key) || typed(key),
  qwertz: byPlace(QWERTZ, key) || typed(key),
});
export const LAYOUTS = ["typed", "us", "azerty", "qwertz"];

const PLAIN = /^[\w\s./:+%$#*-]+$/; // of what serials, bins and waybills are made

// The reading of a run that no check letter proves: by the layout that was proved last, or as it stands, unless only the
// places make sense: digits of a US scanner are punctuation on AZERTY.
export const likeliest = (readings, proved) => {
  if (proved) return readings[proved];
  return PLAIN.test(readings.typed) || !PLAIN.test(readings.us) ? readings.typed : readings.us;
};
