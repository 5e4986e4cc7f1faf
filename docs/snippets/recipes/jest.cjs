const { setup } = require('@dl/core');

beforeAll(() => setup());
