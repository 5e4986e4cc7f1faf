import { describe, expect, test } from 'vitest';
import { takePublicNames } from './public-names.mjs';

const tf = { add: 1, mul: 1, engine: 1, Tensor: 1, broadcast_util: { getReductionAxes: 1 } };
const take = (source) => takePublicNames(source, tf);

describe('takePublicNames', () => {
  test('imports public names from the entry', () => {
    expect(take(`import { add as plus } from '../ops/add';`)).toBe(
      `import { add as plus } from '@tensorflow/tfjs-core';`,
    );
  });

  test('keeps the import of what is not public', () => {
    expect(take(`import { add, addGrad } from '../ops/add';`)).toBe(
      `import { add as add } from '@tensorflow/tfjs-core'; import { addGrad } from '../ops/add';`,
    );
  });

  test('reaches members of public namespaces', () => {
    expect(take(`import { getReductionAxes } from '../ops/broadcast_util';`)).toBe(
      `import { broadcast_util as broadcast_util_getReductionAxes } from '@tensorflow/tfjs-core'; ` +
        `const getReductionAxes = broadcast_util_getReductionAxes.getReductionAxes;`,
    );
    expect(take(`import * as bc from '../ops/broadcast_util';`)).toBe(
      `import { broadcast_util as bc } from '@tensorflow/tfjs-core';`,
    );
  });

  test('takes the one engine that there is', () => {
    expect(take(`import { ENGINE } from '../engine';`)).toBe(
      `import { engine as engine_ } from '@tensorflow/tfjs-core'; const ENGINE = engine_();`,
    );
  });

  test('leaves imports of other packages', () => {
    const source = `import { add } from 'elsewhere';`;
    expect(take(source)).toBe(source);
  });
});
