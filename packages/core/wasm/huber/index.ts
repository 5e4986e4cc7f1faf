// What JavaScript calls of the kernels for Huber's loss.
export { huberBackward, huberForward } from './huber';
