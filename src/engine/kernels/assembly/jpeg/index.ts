// What the JPEG codec calls of these files; the rest is theirs.
export {
  jpegAwaitedRestart,
  jpegBeginScan,
  jpegIntactMcus,
  jpegPosition,
  jpegRestart,
  jpegWindow,
} from './reader';
export { jpegBuildTable, jpegTableBytes } from './huffman';
export { jpegDecodeMcus, jpegReadCoefficients } from './scan';
export { jpegTransform } from './transform';
export { jpegUpsample1x2, jpegUpsample2x1, jpegUpsample2x2, jpegUpsampleNearest } from './upsample';
export { jpegApplyKey, jpegGreyFromRgb, jpegRgbFromYcc } from './color';
export { jpegPlaceRows } from './place';
export { jpegHalve, jpegPadRow, jpegYccFromRgb } from './color-encode';
export { jpegDivisorBytes, jpegPutDivisors } from './quantize';
export { jpegFinishWriting, jpegWriteTo } from './writer';
export { jpegBeginEncoding, jpegEncodeMcus } from './encode';
