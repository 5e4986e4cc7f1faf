import { describe, expect, test } from 'vitest';
import { resumeCommand } from './resume-command';

describe('resumeCommand', () => {
  test('keeps the options and names the file', () => {
    const args = ['rnn', '--seed', '3', '--learning-rate=0.1'];
    expect(resumeCommand(args, 'checkpoints/a.safetensors')).toBe(
      'npm start -- rnn --seed 3 --learning-rate=0.1 --resume checkpoints/a.safetensors',
    );
  });

  test('replaces an earlier checkpoint, and quotes for a shell', () => {
    for (const args of [['--resume', 'old'], ['--resume=old']]) {
      expect(resumeCommand(args, "a b's")).toBe("npm start -- --resume 'a b'\\''s'");
    }
  });

  test('names the task that was stopped on the way through all', () => {
    for (const args of [['lstm-gru'], ['lstm-gru', '--task', 'all'], ['lstm-gru', '--task=all']]) {
      expect(resumeCommand(args, 'a', 'text')).toBe('npm start -- lstm-gru --task text --resume a');
    }
  });
});
