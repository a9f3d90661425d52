// Reads codes out of pictures, away from the page: zxing compiled to WebAssembly, from our own origin.
const here = new URL(self.location.href);
importScripts(here.searchParams.get("reader"));
ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => here.searchParams.get("wasm") } });

// What labels, makers and carriers print. UPC-A is an EAN-13 that begins with 0.
const FORMATS = ["QRCode", "DataMatrix", "Code128", "Code39", "Code93", "Codabar", "ITF", "EAN13", "EAN8", "UPCE"];

const middle = ({ topLeft, topRight, bottomLeft, bottomRight }) => {
  const corners = [topLeft, topRight, bottomLeft, bottomRight];
  return { x: corners.reduce((sum, one) => sum + one.x, 0) / 4, y: corners.reduce((sum, one) => sum + one.y, 0) / 4 };
};

self.onmessage = async (event) => {
  try {
    const found = await ZXingWASM.readBarcodes(event.data, { formats: FORMATS, maxNumberOfSymbols: 8 });
    self.postMessage({ codes: found.map(({ text, position }) => ({ text, ...middle(position) })) });
  } catch (error) {
    self.postMessage({ error: String(error) }); // else the page would wait for ever
  }
};
