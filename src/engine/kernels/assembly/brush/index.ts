export * from './bristles';
export * from './enlarge';
export * from './kuwahara';
export * from './oil';
export * from './plan';
export * from './quantise';
export { lightRelief, reliefScratchBytes } from './relief';
export { layStrokes } from './strokes';
