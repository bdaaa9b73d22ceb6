// What the PNG encoder calls of these files.
export { pngFilter, pngInterleave } from './filter';
export { adler32, deflateBits, deflateBlock, deflateCount, deflateFlush, deflateTo } from './deflate';
export { crc32 } from './crc';
