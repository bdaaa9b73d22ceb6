// Kernels of the styles that lay colour on in washes or chalk.
export * from './domain-transform';
