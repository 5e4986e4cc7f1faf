/** Where data come from. */
export interface Provenance {
  /** The file and the package that holds it. */
  readonly file: string;
  /** Who made the data, with addresses. */
  readonly sources: readonly { readonly title: string; readonly path: string }[];
  /** The licences that the package gives for the data; empty if it gives none. */
  readonly licences: readonly { readonly title: string; readonly path: string }[];
}
