import { setup } from '@dl/core';
import bytes from '@dl/core/tfjs-backend-wasm-simd.wasm';

const { backend } = await setup({ wasm: bytes });
console.log(backend); // wasm
