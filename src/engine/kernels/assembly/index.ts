// The kernels of Easel, one SIMD WebAssembly module: each file is one idea.
//
// Rules that hold for all of them. Pointers are 16-byte aligned and every plane is followed by SLACK_BYTES (64) of
// its own, which a kernel may read and overwrite: that is what lets a vector loop run past the end of a row.
// Planes are row-major without padding between rows. No kernel allocates.
export * from './arena';
export * from './pixels';
export * from './halve';
export * from './orient';
export * from './color-profile';
export * from './gaussian';
export * from './dodge';
export * from './shrink';
export * from './border';
export * from './bilateral';
export * from './stencil';
export * from './canny';
export * from './blend';
export * from './soft-dodge';
export * from './line-strokes';
export * from './texture';
export * from './graphite';
export * from './hatching';
export * from './brush';
export * from './flow';
export * from './ink';
export * from './coverage';
export * from './jpeg';
export * from './png';
export * from './segment';
export * from './wash';
