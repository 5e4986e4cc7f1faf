// What a page gets: the data that are drawn. The others are read from files.
export { ADDING_BASELINE, type AddingBatch, addingProblem } from './adding-problem';
