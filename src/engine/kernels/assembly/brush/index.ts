export * from './bristles';
export * from './enlarge';
export * from './kuwahara';
export * from './oil';
export * from './plan';
export * from './quantise';
export * from './relief';
export * from './strokes';
