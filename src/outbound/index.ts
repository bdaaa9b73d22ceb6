/** Calls to servers that are not ours: of segmentation providers, to webhooks. */
export { AnswerTooLarge, fetchOutside, type Answer, type OutboundOptions } from './fetch.ts';
export { checkAddress, RefusedAddress, type Resolve } from './guard.ts';
