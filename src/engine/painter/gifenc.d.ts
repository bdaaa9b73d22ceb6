/** What of gifenc is used; the package has no types of its own. */
declare module 'gifenc/dist/gifenc.esm.js' {
  type Palette = number[][];
  type ColorFormat = 'rgb565' | 'rgb444';
  interface GifStream {
    writeFrame(
      indices: Uint8Array,
      width: number,
      height: number,
      options: { palette?: Palette; delay: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  export function GIFEncoder(): GifStream;
  export function quantize(
    rgba: Uint8ClampedArray,
    colors: number,
    options: { format: ColorFormat },
  ): Palette;
  export function applyPalette(rgba: Uint8ClampedArray, palette: Palette, format: ColorFormat): Uint8Array;
}
