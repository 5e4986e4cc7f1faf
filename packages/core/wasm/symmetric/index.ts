// What JavaScript calls of the kernels for products that are symmetric.
export { mirror } from './mirror';
export { upperProduct } from './upper-product';
