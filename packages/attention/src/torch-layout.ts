import { registerTorchLayout } from '@dl/core';
import { MultiHeadAttention } from './multi-head-attention';

// `torch.nn.MultiheadAttention` of one width and a key head a head; weights are [out, in] there.
registerTorchLayout(MultiHeadAttention, {
  'input.weight': { name: 'in_proj_weight', order: [1, 0] },
  'input.bias': { name: 'in_proj_bias' },
  'output.weight': { name: 'out_proj.weight', order: [1, 0] },
  'output.bias': { name: 'out_proj.bias' },
});
