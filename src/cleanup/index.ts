export { eraseGuestWork } from './guests.ts';
export { removeOrphans } from './orphans.ts';
