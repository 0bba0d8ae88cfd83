/**
 * The bus, where every node talks to all its neighbours: BUS sockets, cooked and raw.
 *
 * @packageDocumentation
 */
export { createBus, type Bus } from './bus.ts';
export { createRawBus, type RawBus } from './raw-bus.ts';
export type { BusOptions } from './bus-options.ts';
