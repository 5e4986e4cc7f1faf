export { MultiHeadAttention } from '@dl/attention';
