/** Decoded pixels where a codec left them, as stored: RGBA, row-major, orientation not applied. */
export interface DecodedPixels {
  width: number;
  height: number;
  /** Rows `from` (inclusive) to `to` (exclusive), width × 4 bytes each; a view that is valid until the codec works again. */
  rows: (from: number, to: number) => Uint8Array;
}
