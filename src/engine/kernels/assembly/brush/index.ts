export * from './bristles';
export * from './oil';
export * from './relief';
export * from './strokes';
