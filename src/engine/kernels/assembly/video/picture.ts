// Where everything of a picture lies. Planes are padded to whole macroblocks.

@unmanaged
export class Picture {
  /** Macroblocks. */
  columns: i32;
  rows: i32;
  /** Bytes from row to row, of luma; chroma has half of it. */
  stride: i32;
  /** The picture to be coded. */
  sourceY: usize;
  sourceU: usize;
  sourceV: usize;
  /** What a decoder has: the reference of the next picture, overwritten macroblock by macroblock. */
  decodedY: usize;
  decodedU: usize;
  decodedV: usize;
  /** A byte a macroblock: 0 when the source is the same as in the picture before. */
  dirty: usize;
  /** What it was coded as, a byte a macroblock: SKIPPED, INTER, INTRA16 or INTRA4. */
  kinds: usize;
  /** total_coeff of 24 blocks a macroblock: 16 luma in raster order, then 4 of each chroma plane. */
  counts: usize;
  /** Intra4x4PredMode of 16 blocks a macroblock, raster order. */
  modes: usize;
}

export const picture = changetype<Picture>(memory.data(64, 16));

export const SKIPPED: u8 = 0;
export const INTER: u8 = 1;
export const INTRA16: u8 = 2;
export const INTRA4: u8 = 3;

export const COUNTS: usize = 24;
export const MODES: usize = 16;

/** Luma samples to a plane's end and beyond: vectors read past the last row. */
const SLACK: usize = 64;

@inline
function aligned(bytes: usize): usize {
  return (bytes + 15) & ~15;
}

/** Bytes of memory that pictures of a size need. */
export function videoBytes(columns: i32, rows: i32): usize {
  const macroblocks = <usize>(columns * rows);
  const planes: usize = (aligned(macroblocks * 256 + SLACK) + aligned(macroblocks * 64 + SLACK) * 2) * 2;
  const maps: usize = aligned(macroblocks) * 2 + aligned(macroblocks * COUNTS) + aligned(macroblocks * MODES);
  return planes + maps;
}

/** Lays a picture of whole macroblocks out in memory; the map says that everything has changed. */
export function videoBegin(columns: i32, rows: i32, memoryAt: usize): void {
  const macroblocks = <usize>(columns * rows);
  const luma = aligned(macroblocks * 256 + SLACK);
  const chroma = aligned(macroblocks * 64 + SLACK);
  picture.columns = columns;
  picture.rows = rows;
  picture.stride = columns * 16;
  picture.sourceY = memoryAt;
  picture.sourceU = picture.sourceY + luma;
  picture.sourceV = picture.sourceU + chroma;
  picture.decodedY = picture.sourceV + chroma;
  picture.decodedU = picture.decodedY + luma;
  picture.decodedV = picture.decodedU + chroma;
  picture.dirty = picture.decodedV + chroma;
  picture.kinds = picture.dirty + aligned(macroblocks);
  picture.counts = picture.kinds + aligned(macroblocks);
  picture.modes = picture.counts + aligned(macroblocks * COUNTS);
  memory.fill(picture.dirty, 1, macroblocks);
}

/** A byte a macroblock; whoever changes the source sets it. */
export function videoDirty(): usize {
  return picture.dirty;
}

/** Planes of the source, Y, U or V; `decoded` ones are the encoder's own. */
export function videoPlane(index: i32, decoded: bool): usize {
  if (decoded) return index == 0 ? picture.decodedY : index == 1 ? picture.decodedU : picture.decodedV;
  return index == 0 ? picture.sourceY : index == 1 ? picture.sourceU : picture.sourceV;
}
