import type { Format, Method, Style } from '../styles/parameters.ts';

/**
 * How a picture fills the box of a width and a height: `cover` fills it and is cropped, `contain` fits into it on
 * white, `inside` fits into it, `fill` is stretched. None enlarges it.
 */
export const FITS = ['cover', 'contain', 'inside', 'fill'] as const;
export type Fit = (typeof FITS)[number];

/** A part of the upright picture, in whole pixels of it. */
export interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

export type Turn = 0 | 90 | 180 | 270;

/** What is made of a photo, in the order in which it is done. What is absent is not done. */
export interface Derivation {
  crop?: Crop;
  /** Degrees clockwise. */
  rotate?: Turn;
  /** Upside down. */
  flip?: true;
  /** Left to right. */
  flop?: true;
  /** Pixels of the box, on a screen of `dpr` pixels each. */
  width?: number;
  height?: number;
  dpr?: number;
  fit?: Fit;
  /** σ of a Gaussian, in pixels of the result. */
  blur?: number;
  /** σ of the Gaussian of an unsharp mask, in pixels of the result. */
  sharpen?: number;
  grayscale?: true;
  sketch?: { style: Style; method: Method };
  /** `auto` is for the caller to settle, who knows what the client takes. */
  format?: Format | 'auto';
  /** 1–100, of formats that have one. */
  quality?: number;
}

export interface Size {
  width: number;
  height: number;
}

/** The size of a picture after cropping and turning, before it is resized. */
export function turnedSize(source: Size, { crop, rotate = 0 }: Derivation): Size {
  const { width, height } = crop ?? source;
  return rotate % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** What resizing makes of a picture: it is scaled, then a middle part is taken or a border put around it. */
export interface Resizing {
  scaled: Size;
  result: Size;
}

/** Sizes after resizing, which never enlarges. */
export function resizing(source: Size, derivation: Derivation): Resizing {
  const { width, height, dpr = 1, fit = 'cover' } = derivation;
  const box = { width: width && Math.round(width * dpr), height: height && Math.round(height * dpr) };
  if (!box.width || !box.height) {
    const scale = Math.min(
      1,
      (box.width ?? Infinity) / source.width,
      (box.height ?? Infinity) / source.height,
    );
    const scaled = scaledBy(source, scale);
    return { scaled, result: scaled };
  }
  const full = { width: box.width, height: box.height };
  const across = full.width / source.width;
  const down = full.height / source.height;
  switch (fit) {
    case 'fill': {
      const scaled = smaller(source, full);
      return { scaled, result: scaled };
    }
    case 'cover': {
      const scaled = scaledBy(source, Math.min(1, Math.max(across, down)));
      return { scaled, result: smaller(scaled, full) };
    }
    case 'contain':
      return { scaled: scaledBy(source, Math.min(1, across, down)), result: full };
    default: {
      const scaled = scaledBy(source, Math.min(1, across, down));
      return { scaled, result: scaled };
    }
  }
}

function scaledBy({ width, height }: Size, scale: number): Size {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function smaller(a: Size, b: Size): Size {
  return { width: Math.min(a.width, b.width), height: Math.min(a.height, b.height) };
}
