// Reads codes out of pictures, away from the page: zxing compiled to WebAssembly, from our own origin.
const here = new URL(self.location.href);
importScripts(here.searchParams.get("reader"));
ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => here.searchParams.get("wasm") } });

self.onmessage = async (event) => {
  try {
    const found = await ZXingWASM.readBarcodes(event.data, { formats: ["QRCode", "Code128"], maxNumberOfSymbols: 1 });
    self.postMessage({ text: found[0]?.text || "" });
  } catch (error) {
    self.postMessage({ error: String(error) }); // else the page would wait for ever
  }
};
