// Kernels of the styles that lay colour on in washes or chalk.
export * from './domain-transform';
export * from './median';
export { cloud, mapScratchBytes, contour, bleed } from './maps';
export * from './warp';
export * from './density';
export * from './chalk';
