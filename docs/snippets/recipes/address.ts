import { setup } from '@dl/core';

// #region folder
await setup({ wasm: '/assets/' });
// #endregion folder

// #region cdn
await setup({ wasm: new URL('https://cdn.example.com/dl/') });
// #endregion cdn

// #region function
await setup({ wasm: (name) => `/assets/${name}?v=3` });
// #endregion function
