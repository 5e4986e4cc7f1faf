import { dispose, parameters, readSafetensors, valueAndGrads, writeSafetensors } from '@dl/core';
import { expectNoLeaks, expectRefusal } from '@dl/testing';
import { beamSearch, generate } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Bert } from '../bert/bert';
import golden from '../fixtures/huggingface-models.json';
import { CausalLanguageModel } from '../gpt/causal-language-model';
import { Gpt } from '../gpt/gpt';
import { Llama } from '../gpt/llama';
import { bytesOf, type FixtureFiles, sourceOf, textOf, withConfig } from './fixture-files';
import { fromPretrained } from './from-pretrained';

const { gpt2, llama, half, masked, pretraining } = golden;
const row = (ids: readonly number[]) => tf.tensor2d([...ids], [1, ids.length], 'int32');
const close = { absolute: 3e-4, relative: 1e-4 };

/** What a model says and writes is what it does there. */
async function expectSame(model: CausalLanguageModel, wanted: Omit<typeof llama, 'files'>) {
  const { prompt } = wanted;
  expect(tf.reshape(model.forward(row(prompt)), [-1])).toBeClose(wanted.logits, close);
  const how = { maxLength: wanted.greedy.length };
  const [greedy] = await generate(model, { ...model.start([prompt]), ...how });
  expect(greedy?.tokens).toEqual(wanted.greedy);
  const beams = { ...how, beams: 3, best: 2, lengthPenalty: 0 };
  const [found = []] = await beamSearch(model, { ...model.start([prompt]), ...beams });
  expect(found.map(({ tokens }) => tokens)).toEqual(wanted.beams);
  for (const [i, { logProbability }] of found.entries()) {
    expect(logProbability).toBeCloseTo(wanted.scores[i] as number, 2);
  }
}

/** Files whose tensors have other names, or of which some are left out. */
function renamed(files: FixtureFiles, rename: (name: string) => string | undefined): FixtureFiles {
  const file = readSafetensors(bytesOf('', files['model.safetensors'] as string));
  const tensors = Object.entries(file.tensors).flatMap(([name, tensor]) => {
    const other = rename(name);
    return other === undefined ? [] : [[other, tensor] as const];
  });
  const bytes = writeSafetensors(Object.fromEntries(tensors));
  return { 'model.safetensors': textOf(bytes) };
}

// fixtures/huggingface_models.py
describe('fromPretrained', () => {
  test('GPT-2: its logits, greedy and beam outputs, and its tokenizer', async () => {
    const { model, tokenizer, config, tokenizerConfig, skipped } = await fromPretrained(
      sourceOf(gpt2.files),
      { model: Gpt },
    );
    expect(model).toBeInstanceOf(Gpt);
    expect(tokenizer?.encode(gpt2.text)).toEqual(gpt2.ids);
    expect(tokenizer?.decode(gpt2.ids)).toBe(gpt2.text);
    expect([config.eos_token_id, tokenizerConfig?.eos_token, skipped]).toEqual([0, '<|end|>', []]);
    await expectSame(model, gpt2);
    dispose(model);
  });

  test('Llama: shards, heads of keys that are shared, positions scaled as Llama 3.1’s', async () => {
    const { model, tokenizer } = await fromPretrained(sourceOf(llama.files), { model: Llama });
    expect(tokenizer).toBeUndefined();
    await expectSame(model, llama);
    dispose(model);
  });

  test('Llama: BF16, a tied output, the fields of older files', async () => {
    const { rope_parameters: _, ...older } = JSON.parse(half.files['config.json']);
    const config = JSON.stringify({ ...older, rope_theta: 10_000, rope_scaling: null });
    const source = sourceOf(half.files, { 'config.json': config });
    const { model } = await fromPretrained(source, { model: CausalLanguageModel });
    expect(model.head).toBeUndefined();
    await expectSame(model, half);
    dispose(model);
  });

  test('BERT: what stood behind a mask, with padding; its pooler where there is one', async () => {
    const { model, tokenizer } = await fromPretrained(sourceOf(masked.files), { model: Bert });
    expect(masked.texts.map((text) => tokenizer?.encode(text))).toEqual(masked.ids);
    const lengths = masked.ids.map(({ length }) => length);
    const time = masked.padded[0]?.length as number;
    const ids = tf.tensor2d(masked.padded.flat(), [2, time], 'int32');
    const logits = model.logits(model.forward(ids, { mask: { lengths } }));
    const real = tf.tensor3d(
      lengths.flatMap((length) => Array.from({ length: time }, (_, i) => +(i < length))),
      [2, time, 1],
    );
    expect(tf.reshape(tf.mul(logits, real), [-1])).toBeClose(masked.logits, close);
    const whole = await fromPretrained(sourceOf(pretraining.files), { model: Bert });
    const pooled = whole.model.pool(whole.model.forward(ids, { mask: { lengths } }));
    expect(tf.reshape(pooled, [-1])).toBeClose(pretraining.pooled, close);
    expect(whole.skipped).toEqual(['cls.seq_relationship.bias', 'cls.seq_relationship.weight']);
    dispose([model, whole.model]);
  });

  test('what wrappers put before names is removed, and old names of norms are known', async () => {
    const rename = (name: string) =>
      `module._orig_mod.${name}`
        .replace(/(LayerNorm)\.weight$/, '$1.gamma')
        .replace(/(LayerNorm)\.bias$/, '$1.beta');
    for (const files of [masked.files, half.files]) {
      const [plain, wrapped] = [
        await fromPretrained(sourceOf(files)),
        await fromPretrained(sourceOf(files, renamed(files, rename))),
      ];
      const ids = row([2, 7, 9]);
      expect(wrapped.model.forward(ids)).toBeClose(plain.model.forward(ids), { absolute: 0 });
      dispose([plain.model, wrapped.model]);
    }
  });

  test('GPT-2’s first files have no prefix, and a mask in each block: it is passed over', async () => {
    const file = readSafetensors(bytesOf('', gpt2.files['model.safetensors']));
    const tensors = Object.fromEntries(
      Object.entries(file.tensors).map(([name, own]) => [name.replace('transformer.', ''), own]),
    );
    const [wte, mask] = [tensors['wte.weight'], new Float32Array(4)];
    const first = writeSafetensors({
      ...{ ...tensors, 'lm_head.weight': wte as never },
      'h.0.attn.bias': { dtype: 'F32', shape: [1, 1, 2, 2], data: mask },
    });
    const source = sourceOf(gpt2.files, { 'model.safetensors': textOf(first) });
    const { model, skipped } = await fromPretrained(source, { model: Gpt });
    expect([...skipped].sort()).toEqual(['h.0.attn.bias', 'lm_head.weight']);
    expect(tf.reshape(model.forward(row(gpt2.prompt)), [-1])).toBeClose(gpt2.logits, close);
    dispose(model);
  });

  test('trains further: every parameter has a gradient, dropout is what the option says', async () => {
    const { model } = await fromPretrained(sourceOf(gpt2.files), {
      model: Gpt,
      dropout: 0,
      recompute: true,
    });
    expect([model.decoder.blocks[0]?.dropout, model.decoder.recompute]).toEqual([0, true]);
    const [ids, next] = [row([1, 2, 3]), row([2, 3, 4])];
    const { grads } = valueAndGrads(
      () => model.loss(ids, next, { training: true }),
      parameters(model),
    );
    expect(grads.size).toBe(parameters(model).length);
    dispose(model);
  });

  test('names what is missing, unexpected or does not fit; strict: false passes over what is unexpected', async () => {
    const less = renamed(half.files, (name) =>
      name.includes('layers.1.mlp.up') ? undefined : name,
    );
    await expectRefusal(
      () => fromPretrained(sourceOf(half.files, less)),
      /^fromPretrained: expected the tensors that config.json asks for, got 1 missing: layers.1.mlp.up_proj.weight$/,
    );
    const other = renamed(half.files, (name) =>
      name === 'model.norm.weight' ? 'score.weight' : name,
    );
    await expectRefusal(
      () => fromPretrained(sourceOf(half.files, other), { strict: false }),
      /got 1 missing: norm.weight$/,
    );
    const wide = withConfig(half.files, { intermediate_size: 24 });
    await expectRefusal(
      () => fromPretrained(sourceOf(half.files, wide)),
      /got 6 that do not fit: layers.0.mlp.gate_proj.weight \(\[20, 16\] for \[24, 16\]\)/,
    );
    const short = withConfig(half.files, { num_hidden_layers: 1 });
    await expectRefusal(
      () => fromPretrained(sourceOf(half.files, short)),
      /got 9 unexpected: model.layers.1/,
    );
    const { model, skipped } = await fromPretrained(sourceOf(half.files, short), { strict: false });
    expect(skipped.length).toBe(9);
    dispose(model);
    const { tensors } = readSafetensors(bytesOf('', half.files['model.safetensors']));
    const twice = writeSafetensors({
      ...tensors,
      'norm.weight': tensors['model.norm.weight'] as never,
    });
    await expectRefusal(
      () => fromPretrained(sourceOf(half.files, { 'model.safetensors': textOf(twice) })),
      /^fromPretrained: expected one tensor for "norm.weight", got "model.norm.weight" and "norm/,
    );
  });

  test.each([
    [gpt2, { model_type: 'bloom' }, 'model_type: expected one of gpt2, llama, bert, got "bloom"'],
    [
      gpt2,
      { activation_function: 'mish' },
      /activation_function: expected one of gelu_new, .*got "mish"/,
    ],
    [gpt2, { n_head: 3 }, 'n_head: expected a divisor of n_embd 8, got 3'],
    [gpt2, { n_embd: 2 ** 40 }, /n_embd: expected an integer from 1 to/],
    [gpt2, { n_layer: 1e9 }, 'n_layer: expected an integer from 1 to 4096, got 1000000000'],
    [
      gpt2,
      { embd_pdrop: 0 },
      /embd_pdrop: expected 0.1 as resid_pdrop, or the option dropout, got 0/,
    ],
    [
      gpt2,
      { scale_attn_by_inverse_layer_idx: true },
      /inverse_layer_idx: expected false, all that/,
    ],
    [gpt2, { quantization_config: {} }, /quantization_config: expected weights that are not/],
    [gpt2, { layer_norm_epsilon: -1 }, 'layer_norm_epsilon: expected a number over 0, got -1'],
    [half, { num_key_value_heads: 3 }, /num_key_value_heads: expected a divisor of num_attention/],
    [half, { head_dim: 4 }, 'head_dim: expected 8, all that is known here, got 4'],
    [
      half,
      { rope_parameters: { rope_type: 'yarn', factor: 2 } },
      /rope_type: expected one of default, linear, llama3, got "yarn"/,
    ],
    [
      half,
      { rope_parameters: { rope_type: 'llama3', factor: 2 } },
      /original_max_position_embeddings: expected an integer/,
    ],
    [half, { attention_bias: true }, /mlp_bias: expected true, all that is known here, got false/],
    [half, { tie_word_embeddings: 1 }, 'tie_word_embeddings: expected true or false, got 1'],
    [masked, { is_decoder: true }, 'is_decoder: expected false, all that is known here, got true'],
    [masked, { hidden_act: 'relu' }, /hidden_act: expected gelu, that of the head, got "relu"/],
    [
      masked,
      { position_embedding_type: 'relative_key' },
      /position_embedding_type: expected "absolute"/,
    ],
  ] as [{ files: FixtureFiles }, object, string | RegExp][])(
    'refuses a configuration that is not known: %#',
    async ({ files }, fields, message) => {
      const source = sourceOf(files, withConfig(files, fields));
      const error = await expectRefusal(
        () => fromPretrained(source),
        /^fromPretrained: config.json: /,
      );
      if (typeof message === 'string') expect(error.message).toContain(message);
      else expect(error.message).toMatch(message);
      expect(error).toBeInstanceOf(RangeError);
    },
  );

  test('refuses files that are not there, lead elsewhere or are none', async () => {
    const refused = (files: FixtureFiles, message: RegExp) =>
      expectRefusal(() => fromPretrained(sourceOf(files)), message);
    await refused({}, /^fromPretrained: expected config.json, got "no such file"$/);
    await refused({ 'config.json': '{' }, /^fromPretrained: config.json: expected JSON, got/);
    await refused({ 'config.json': '[]' }, /config.json: expected an object in JSON, got \[\]$/);
    const large = `{"a":"${' '.repeat(2 ** 20)}"}`;
    await refused({ 'config.json': large }, /expected a file of at most 1048576 bytes, got 10485/);
    const { 'model.safetensors': _, ...bare } = gpt2.files;
    await refused(
      bare,
      /expected model.safetensors or model.safetensors.index.json, got "neither"$/,
    );
    const last = 'model-00003-of-00003.safetensors';
    await refused(
      { ...llama.files, [last]: undefined },
      /index.json: expected the shard model-00003-of-00003.safetensors, got "no such file"$/,
    );
    const index = llama.files['model.safetensors.index.json'];
    await refused(
      {
        ...llama.files,
        'model.safetensors.index.json': index.replaceAll(last, '../x.safetensors'),
      },
      /expected the plain name of a file that ends in .safetensors, got "..\/x.safetensors"$/,
    );
    const cut = gpt2.files['model.safetensors'].slice(0, -400);
    await refused({ ...gpt2.files, 'model.safetensors': cut }, /^safetensors: /);
    const tokenizer = gpt2.files['tokenizer.json'].slice(0, -30);
    await refused({ ...gpt2.files, 'tokenizer.json': tokenizer }, /tokenizer.json: expected JSON/);
    await refused({ ...gpt2.files, 'tokenizer.json': '{}' }, /^fromTokenizerJson: json: expected/);
    await expectRefusal(
      () => fromPretrained(3 as never),
      /^fromPretrained: source: expected a folder/,
    );
    await expectRefusal(
      () => fromPretrained(sourceOf(gpt2.files), { model: Bert }),
      'fromPretrained: model: expected the class of a gpt2, got Bert',
    );
    await expectRefusal(() => fromPretrained('x', { modl: Gpt } as never), /is it model\?/);
  });

  test('leaves no tensor behind but the model’s', async () => {
    await expectNoLeaks(async () => {
      const { model } = await fromPretrained(sourceOf(half.files));
      dispose(model);
    });
  });
});
