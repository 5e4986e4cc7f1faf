// The data that are drawn, in a page.
export { addingProblem } from '@dl/datasets';
