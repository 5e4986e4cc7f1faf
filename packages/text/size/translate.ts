// What a page loads that decodes with a model of its own.
export { beamSearch, generate, Vocabulary } from '@dl/text';
