/**
 * The in-process transport: sockets of one process talk by name, without the operating system.
 *
 * @packageDocumentation
 */
export { inproc } from './inproc.ts';
