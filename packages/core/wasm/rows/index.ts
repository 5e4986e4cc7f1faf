// What JavaScript calls of the kernels for rows that ids choose.
export { firstOutside, sumRows, takeRows } from './rows';
export { adagradRows, adamRows, rowsSquares, sgdRows } from './update';
export { adagradStep } from './adagrad';
