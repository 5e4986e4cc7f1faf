// A file of PyTorch, read into layers of core.
export { readSafetensors, setup } from '@dl/core';
export { fromTorch } from '@dl/core/torch';
