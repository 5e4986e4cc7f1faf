/** What happens inside a model: `@dl/transformer/inside`. */
export type { ActivationEdit, RegionEdit } from '../inside/activation-edit';
export { activationPaths } from '../inside/activation-paths';
export { logitLens } from '../inside/logit-lens';
export { type LookedInside, type LookInsideOptions, lookInside } from '../inside/look-inside';
