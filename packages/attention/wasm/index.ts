export { keepConstants } from '@dl/core/wasm/math';
