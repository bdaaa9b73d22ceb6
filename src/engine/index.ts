/** The engine: a photo's bytes in, a drawing's bytes out. Pure; see docs of each export. */
export { createEngine } from './engine.ts';
export type {
  DerivedImage,
  EncodedImage,
  Engine,
  EngineModules,
  PhotoWork,
  SketchResult,
  Step,
} from './engine.ts';
export type { SettledDerivation, TinyPicture } from './derive/derive.ts';
export type { Derivation } from './derive/derivation.ts';
export { checkModifiers, parseModifiers, writeModifiers } from './derive/modifiers.ts';
export { corrupt } from './codec/bytes.ts';
export { exifOrientation, MAX_EXIF_BYTES } from './codec/exif.ts';
export { EngineError, type EngineErrorCode } from './errors.ts';
export {
  CONTENT_TYPES,
  type ImageHeader,
  type ImageType,
  type Orientation,
  readHeader,
  sniff,
  uprightSize,
} from './codec/header.ts';
export { type MaskReading } from './mask/drawn.ts';
export { MASK_FITS, type MaskFit } from './mask/letterbox.ts';
export { checkSketchable, type MemoryPlan, plan } from './plan.ts';
export { FORMATS, LOOKS, METHODS, PAPERS, STYLES, TYPES, sketchParameters } from './styles/parameters.ts';
export type { Format, Look, Method, Paper, SketchRequest, SketchType, Style } from './styles/parameters.ts';
export { describeStyles } from './styles/describe.ts';
export * from './segment/index.ts';
export { paintParameters, MODES, SIZES, FRAME_RATES, CURSORS } from './painter/parameters.ts';
export type { Mode, PaintRequest } from './painter/parameters.ts';
export type { PaintResult } from './painter/paint.ts';
export { checkPaintable } from './painter/plan.ts';
