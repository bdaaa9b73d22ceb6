// What the PNG encoder and decoder call of these files.
export { pngFilter, pngInterleave } from './filter';
export { adler32, deflateBits, deflateBlock, deflateCount, deflateFlush, deflateTo } from './deflate';
export { crc32, crc32Of } from './crc';
export { inflate, inflateBegin, inflateOutput, inflatePosition, inflateWindow } from './inflate';
export { pngUnfilter } from './unfilter';
export { pngClearKey, pngExpand, pngLookup, pngNarrow } from './samples';
export { pngAddRow, pngAddSpread, pngMeans, pngScatter } from './reduce';
