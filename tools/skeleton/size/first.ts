export { rescale } from '@dl/__NAME__';
