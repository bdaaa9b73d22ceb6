/** How a picture was shown in the box that somebody drew over: aspect kept and centred, or stretched over all of it. */
export const MASK_FITS = ['contain', 'stretch'] as const;
export type MaskFit = (typeof MASK_FITS)[number];

export interface Size {
  width: number;
  height: number;
}

/** A part of a plane, in pixels of it; its edges may lie between pixels. */
export interface Window extends Size {
  left: number;
  top: number;
}

/** Where a picture lies in the box it is shown in. */
export function letterbox(box: Size, picture: Size, fit: MaskFit): Window {
  if (fit === 'stretch') return { left: 0, top: 0, width: box.width, height: box.height };
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height };
}
