// What this device remembers between two visits. A browser may forbid it or have no room: then it holds for this one.
const held = new Map();

export const recall = (name) => {
  try {
    return held.get(name) ?? localStorage.getItem(name);
  } catch {
    return null;
  }
};

export const remember = (name, value) => {
  try {
    localStorage.setItem(name, value);
    held.delete(name);
  } catch {
    held.set(name, value);
  }
};

// A list that was remembered; empty where what is there is none.
export const recallList = (name) => {
  try {
    const list = JSON.parse(recall(name));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
};
