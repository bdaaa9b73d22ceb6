// Efficient graph-based image segmentation (Felzenszwalb, Huttenlocher 2004) on the 8-connected grid of a Lab picture:
// edges are sorted by counting, regions are a union-find forest.

/** Weights are 4·ΔE, cut off here; the last one marks edges that leave the picture. */
const WEIGHTS: i32 = 1024;
const NO_EDGE: u32 = 1023;
const WEIGHT_SCALE: f32 = 4;

/** Lightness is stored 2.55 times finer than the other two; it counts half of that. */
@inline
function weight(a: usize, b: usize): u32 {
  const dl = <i32>load<u8>(a) - <i32>load<u8>(b);
  const du = <i32>load<u8>(a, 1) - <i32>load<u8>(b, 1);
  const dv = <i32>load<u8>(a, 2) - <i32>load<u8>(b, 2);
  const squared = dl * dl + 4 * (du * du + dv * dv);
  return <u32>min<i32>(<i32>NO_EDGE - 1, <i32>(Mathf.sqrt(<f32>squared) * (WEIGHT_SCALE * 0.5)));
}

@inline
function word(table: usize, i: u32): usize {
  return table + (<usize>i << 2);
}

/** The root of a pixel's tree; halves the path on its way. */
@inline
function find(parents: usize, pixel: u32): u32 {
  let parent = load<u32>(word(parents, pixel));
  while (parent != pixel) {
    const grand = load<u32>(word(parents, parent));
    store<u32>(word(parents, pixel), grand);
    pixel = grand;
    parent = load<u32>(word(parents, pixel));
  }
  return pixel;
}

@inline
function count(counters: usize, weight: u32): void {
  const at = word(counters, weight);
  store<u32>(at, load<u32>(at) + 1);
}

/** The pixel that edge `direction` of a pixel leads to: right, down, down right, down left. */
@inline
function otherEnd(pixel: u32, direction: u32, width: i32): u32 {
  if (direction == 0) return pixel + 1;
  return pixel + <u32>width + (direction == 1 ? 0 : direction == 2 ? 1 : -1);
}

/** Weighs the four edges of every pixel, u16 each, and counts the weights. */
function weigh(lab: usize, width: i32, height: i32, weights: usize, counters: usize): void {
  const row = <usize>width << 2;
  memory.fill(counters, 0, WEIGHTS << 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = <usize>(y * width + x);
      const p = lab + (pixel << 2);
      const hasRight = x < width - 1;
      const hasBelow = y < height - 1;
      const right = hasRight ? weight(p, p + 4) : NO_EDGE;
      const below = hasBelow ? weight(p, p + row) : NO_EDGE;
      const belowRight = hasBelow && hasRight ? weight(p, p + row + 4) : NO_EDGE;
      const belowLeft = hasBelow && x > 0 ? weight(p, p + row - 4) : NO_EDGE;
      store<u64>(weights + (pixel << 3), <u64>right | (<u64>below << 16) | (<u64>belowRight << 32) | (<u64>belowLeft << 48));
      count(counters, right);
      count(counters, below);
      count(counters, belowRight);
      count(counters, belowLeft);
    }
  }
}

/** Sorts the edges by weight, and says how many stay in the picture. */
function sort(pixels: i32, weights: usize, counters: usize, order: usize): u32 {
  let sum: u32 = 0;
  for (let w = 0; w < WEIGHTS; w++) {
    const at = word(counters, w);
    const here = load<u32>(at);
    store<u32>(at, sum);
    sum += here;
  }
  const inside = load<u32>(word(counters, NO_EDGE));
  for (let edge: u32 = 0; edge < <u32>pixels * 4; edge++) {
    const at = word(counters, load<u16>(weights + (<usize>edge << 1)));
    const place = load<u32>(at);
    store<u32>(at, place + 1);
    store<u32>(word(order, place), edge);
  }
  return inside;
}

/** Bytes of scratch that `superpixels` needs for so many pixels. */
export function superpixelScratchBytes(pixels: i32): usize {
  return <usize>pixels * (8 + 16 + 4 + 4 + 4) + (WEIGHTS << 2);
}

@inline
function unite(parents: usize, sizes: usize, a: u32, b: u32): u32 {
  const sizeA = load<u32>(word(sizes, a));
  const sizeB = load<u32>(word(sizes, b));
  const keeper = sizeA >= sizeB ? a : b;
  store<u32>(word(parents, sizeA >= sizeB ? b : a), keeper);
  store<u32>(word(sizes, keeper), sizeA + sizeB);
  return keeper;
}

/**
 * Parts a Lab picture (four bytes a pixel) into regions of at least `leastPixels`.
 *
 * @param scale the paper's k, in ΔE · pixels: larger values make larger regions
 * @param labels gets a u32 for each pixel: its region, numbered from 0 in reading order of their first pixels
 * @returns how many regions there are
 */
export function superpixels(
  lab: usize, width: i32, height: i32, scale: f32, leastPixels: u32, labels: usize, scratch: usize,
): i32 {
  const pixels = width * height;
  const weights = scratch;
  const order = weights + (<usize>pixels << 3);
  const parents = order + (<usize>pixels << 4);
  const sizes = parents + (<usize>pixels << 2);
  const limits = sizes + (<usize>pixels << 2);
  const counters = limits + (<usize>pixels << 2);
  const k = scale * WEIGHT_SCALE;

  weigh(lab, width, height, weights, counters);
  const edges = sort(pixels, weights, counters, order);
  for (let i: u32 = 0; i < <u32>pixels; i++) {
    store<u32>(word(parents, i), i);
    store<u32>(word(sizes, i), 1);
    store<f32>(word(limits, i), k);
  }
  for (let i: u32 = 0; i < edges; i++) {
    const edge = load<u32>(word(order, i));
    const a = find(parents, edge >> 2);
    const b = find(parents, otherEnd(edge >> 2, edge & 3, width));
    if (a == b) continue;
    const w = <f32>load<u16>(weights + (<usize>edge << 1));
    if (w > load<f32>(word(limits, a)) || w > load<f32>(word(limits, b))) continue;
    const keeper = unite(parents, sizes, a, b);
    store<f32>(word(limits, keeper), w + k / <f32>load<u32>(word(sizes, keeper)));
  }
  for (let i: u32 = 0; i < edges; i++) {
    const edge = load<u32>(word(order, i));
    const a = find(parents, edge >> 2);
    const b = find(parents, otherEnd(edge >> 2, edge & 3, width));
    if (a == b) continue;
    if (min(load<u32>(word(sizes, a)), load<u32>(word(sizes, b))) < leastPixels) unite(parents, sizes, a, b);
  }
  return number(pixels, parents, sizes, labels);
}

/** Numbers the roots in reading order of their regions. */
function number(pixels: i32, parents: usize, numbers: usize, labels: usize): i32 {
  let next: u32 = 0;
  memory.fill(numbers, 0xff, <usize>pixels << 2);
  for (let i: u32 = 0; i < <u32>pixels; i++) {
    const at = word(numbers, find(parents, i));
    if (load<u32>(at) == 0xffffffff) store<u32>(at, next++);
    store<u32>(word(labels, i), load<u32>(at));
  }
  return <i32>next;
}
