export { maskRoutes } from './routes.ts';
