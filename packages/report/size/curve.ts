export { curve } from '@dl/report/elements';
