export { scale } from '@dl/__NAME__';
