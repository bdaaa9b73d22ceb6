export * from './tangent';
export * from './along';
export * from './difference';
