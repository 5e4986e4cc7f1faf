import { defineConfig } from 'tsup';
import { app } from '../../tools/tsup.mjs';

export default defineConfig(app());
