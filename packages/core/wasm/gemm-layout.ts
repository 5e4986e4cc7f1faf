/*
 * The sizes of the product's blocks, and where they lie in its scratch space.
 *
 * A panel of B (256 × 16 floats, 16 KB) stays in L1 while it meets every row of a block of A (64 × 256, 64 KB), and
 * that stays in L2 while it meets every panel of a block of B (256 × 512, 512 KB). At 512³ and 1024³ a KC of 192 to
 * 512, an MC of 32 to 128 and an NC of 256 to 1024 were all within 2% of each other.
 */

/** Columns of a panel of B, and of the widest register tile. */
export const PANEL: i32 = 16;

export const KC: i32 = 256;
export const MC: i32 = 64;
export const NC: i32 = 512;

/** Bytes between the rows of a copied block of A: an odd number of cache lines, so that all sets of L1 are used. */
export const COPY_STEP: i32 = MC * 4 + 64;

/** Scratch: the copied block of A; the edge tile, 4 × 16 floats; the packed block of B. */
export const EDGE: i32 = KC * COPY_STEP;
export const BLOCK_B: i32 = EDGE + 4 * PANEL * 4;
/** Behind what `narrow` flips, in the room of B: sums of a block of k. */
export const SUMS: i32 = BLOCK_B + 131072;
export const ROOM: usize = KC * NC * 4 - 131072;
export const SCRATCH_BYTES: i32 = BLOCK_B + KC * NC * 4 + 64;

/** Addresses start on cache lines: a tensor's own address promises only 8 bytes. */
// @ts-ignore: decorator
@inline
export function align64(address: usize): usize {
  return (address + 63) & ~63;
}

/** Bytes of so many floats. */
// @ts-ignore: decorator
@inline
export function floats(count: i32): usize {
  return (<usize>count) << 2;
}
