import { describe, expect, test } from 'vitest';
import { inFolder } from '../fixture.mjs';
import { ROOT } from '../run.mjs';
import { expectLearnt, forPage, readGuide } from './newcomer.mjs';

describe('a newcomer', () => {
  test('does what the guide says: its commands, its programs, its changes for a page', async () => {
    const guide = await readGuide(ROOT);
    expect(guide.commands).toEqual(['npm init -y && npm pkg set type=module']);
    expect(guide.install).toEqual(['@dl/core', '@tensorflow/tfjs-core', 'vega-datasets']);
    const page = forPage(guide);
    expect(page.train).not.toMatch(/node:fs|readFile|'weather\.safetensors'/);
    expect(page.train).toContain('?raw');
    expect(page.predict).toContain('load(store, { layers })');
  });

  test('stumbles over a guide that does not show a program, or no longer what is to be changed', async () => {
    const guide = { 'docs/guide/own-data.md': '```sh\nmkdir a\nnpm install b\n```\n' };
    await expect(inFolder(guide, readGuide)).rejects.toThrow(
      'guide/own-data.md: expected it to show own-data.ts',
    );
    const programs = {
      train: '// #region read\n// #endregion read\n',
      predict: '',
      read: '',
      store: '',
    };
    expect(() => forPage(programs)).toThrow("guide: expected 'weather.safetensors', got none");
  });

  test('is content with a model that learnt, and with the weather that the guide predicts', () => {
    expect(expectLearnt('best epoch 3 accuracy 0.8123\n', "[ 'sun' ]\n")).toBe('81.2%');
    expect(() => expectLearnt('accuracy 0.41', 'sun')).toThrow('expected an accuracy above 0.7');
    expect(() => expectLearnt('accuracy 0.81', "[ 'rain' ]")).toThrow('expected sun');
  });
});
