export { attend } from '@dl/attention';
