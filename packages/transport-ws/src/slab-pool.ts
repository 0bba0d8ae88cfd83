/** Size of a slab, in bytes: as much as one read of the receiver takes. */
export const SLAB_SIZE = 65_536;

/** So many idle slabs are kept (2 MiB); what comes back beyond that is left to the garbage collector. */
const POOL_LIMIT = 32;

/** From so many borrowed slabs on (16 MiB) writers give theirs back at once instead of waiting for more to write. */
const SCARCE_LIMIT = 256;

const pool: Buffer[] = [];
let borrowed = 0;

/** Lends a slab from a pool that all pipes of the process share; its content is arbitrary. */
export function borrowSlab(): Buffer {
  borrowed += 1;
  return pool.pop() ?? Buffer.allocUnsafeSlow(SLAB_SIZE);
}

/** Takes a slab back that nobody refers to any more. */
export function returnSlab(slab: Buffer): void {
  borrowed -= 1;
  if (pool.length < POOL_LIMIT) pool.push(slab);
}

/** Writes off a slab that something may still refer to, such as a write that was broken off. */
export function abandonSlab(): void {
  borrowed -= 1;
}

/** Many pipes have something to write: ten thousand of them must not hold a slab each. */
export const slabsAreScarce = (): boolean => borrowed >= SCARCE_LIMIT;

/** How many slabs are lent, for tests. */
export const lentSlabs = (): number => borrowed;
