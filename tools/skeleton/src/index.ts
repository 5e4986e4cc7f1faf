export { scale } from './scale';
