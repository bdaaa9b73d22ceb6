// What the segmenter calls of these files.
export { labFromPlanes } from './lab';
export { superpixels, superpixelScratchBytes } from './graph';
export {
  guideBytes, guideLoad, guideMask, guideMoments, guidePad, guideRows, guideRowsBytes, guideSolve,
} from './guided';
export { enlargeRow, layColor, layPhoto, storeLayers } from './render';
