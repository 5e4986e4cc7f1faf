/** Where a peer finds the weights that our GPT begins with, under PyTorch's names. */
export const WEIGHTS = 'node_modules/.cache/bench/gpt.safetensors';
