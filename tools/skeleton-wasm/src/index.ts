import './kernels';

export { scale } from './scale';
