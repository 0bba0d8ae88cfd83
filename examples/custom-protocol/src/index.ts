/**
 * ANNOUNCE and FOLLOW: everybody who follows has the newest announcement, also those who come late; what is outdated
 * is skipped.
 *
 * @packageDocumentation
 */
export { createAnnounce, type Announce } from './announce.ts';
export { createFollow, type Follow } from './follow.ts';
export type { FollowOptions } from './follow-options.ts';
