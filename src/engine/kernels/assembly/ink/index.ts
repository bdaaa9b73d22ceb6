export * from './enlarge';
export * from './specks';
export * from './pen';
export * from './stipple';
