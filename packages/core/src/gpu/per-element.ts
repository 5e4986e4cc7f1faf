/** Elements that a thread of a program of elements goes over. */
export const ELEMENTS_EACH = 4;

/** Threads of a group of such a program. */
export const ELEMENT_THREADS = 256;

/** How many groups go over so many elements. */
export function elementGroups(size: number): number {
  return Math.ceil(size / (ELEMENTS_EACH * ELEMENT_THREADS));
}

/** A `main` that runs `body` for each `i` under `ints.size`: neighbours by neighbouring threads. */
export function perElement(body: string): string {
  return `
fn main(group : i32, thread : i32) {
  for (var at = 0; at < ${ELEMENTS_EACH}; at++) {
    let i = (group * ${ELEMENTS_EACH} + at) * THREADS + thread;
    if (i < ints.size) { ${body} }
  }
}`;
}
