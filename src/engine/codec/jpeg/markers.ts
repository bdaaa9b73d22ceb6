/** Marker codes (ITU-T T.81 table B.1), the byte behind FF. */
export const SOF0 = 0xc0;
export const SOF1 = 0xc1;
export const SOF2 = 0xc2;
export const DHT = 0xc4;
export const JPG = 0xc8;
export const DAC = 0xcc;
export const RST0 = 0xd0;
export const RST7 = 0xd7;
export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DQT = 0xdb;
export const DRI = 0xdd;
export const APP0 = 0xe0;
export const APP2 = 0xe2;
export const APP14 = 0xee;
const TEM = 0x01;

/** SOF0–SOF15 without DHT, JPG and DAC, which share the range. */
export function isStartOfFrame(marker: number): boolean {
  return marker >= SOF0 && marker <= 0xcf && marker !== DHT && marker !== JPG && marker !== DAC;
}

export function isRestart(marker: number): boolean {
  return marker >= RST0 && marker <= RST7;
}

/** Markers without a length. */
export function standsAlone(marker: number): boolean {
  return marker === TEM || (marker >= RST0 && marker <= EOI);
}

/** Offset of the next marker at or behind `at`: an FF whose next byte is neither stuffing nor fill; or −1. */
export function findMarker(file: Uint8Array, at: number): number {
  for (let found = file.indexOf(0xff, at); found >= 0; found = file.indexOf(0xff, found + 1)) {
    const code = file[found + 1];
    if (code === undefined) return -1;
    if (code !== 0 && code !== 0xff) return found;
  }
  return -1;
}
