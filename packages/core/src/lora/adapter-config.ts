import { describeText, describeValue } from '../check/describe';
import type { LoraConfig } from './lora-options';

/** A file that is no adapter, or one of another kind. */
export class LoraError extends Error {
  override get name(): string {
    return 'LoraError';
  }
}

/** PEFT's `adapter_config.json` of an adapter. */
export function adapterConfig({ rank, alpha, dropout, rsLora, targets }: LoraConfig): string {
  const config = {
    ...{ peft_type: 'LORA', r: rank, lora_alpha: alpha, lora_dropout: dropout },
    ...{ use_rslora: rsLora, target_modules: targets, bias: 'none', fan_in_fan_out: false },
    inference_mode: true,
  };
  return JSON.stringify(config, undefined, 2);
}

/** Fields of PEFT that change what an adapter computes, with the values that we compute. */
const PLAIN: Readonly<Record<string, readonly unknown[]>> = {
  peft_type: ['LORA'],
  bias: ['none'],
  use_dora: [false],
  lora_bias: [false],
  use_qalora: [false],
};
/** The same of those that must be empty. */
const EMPTY = ['rank_pattern', 'alpha_pattern', 'modules_to_save', 'layer_replication'];

/** Reads one. @throws LoraError for what is none, or asks for what we do not compute */
export function readAdapterConfig(where: string, text: string): Omit<LoraConfig, 'targets'> {
  const config = parsed(where, text);
  const fail = (name: string, rule: string): never => {
    throw new LoraError(`${where}: ${name}: expected ${rule}, got ${describeValue(config[name])}`);
  };
  for (const [name, allowed] of Object.entries(PLAIN)) {
    if (config[name] === undefined || config[name] === null || allowed.includes(config[name])) {
      continue;
    }
    fail(name, allowed.map((value) => JSON.stringify(value)).join(' or '));
  }
  for (const name of EMPTY) {
    const value = config[name];
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
      fail(name, 'none');
  }
  const { r, lora_alpha: alpha, lora_dropout: dropout = 0, use_rslora: rsLora = false } = config;
  if (typeof r !== 'number' || !Number.isSafeInteger(r) || r < 1)
    return fail('r', 'a positive integer');
  if (typeof alpha !== 'number' || !(alpha > 0 && alpha < 1e30)) {
    return fail('lora_alpha', 'a positive number');
  }
  if (typeof dropout !== 'number' || !(dropout >= 0 && dropout < 1)) {
    return fail('lora_dropout', 'a number from 0 to below 1');
  }
  if (typeof rsLora !== 'boolean') return fail('use_rslora', 'true or false');
  return { rank: r, alpha, dropout, rsLora };
}

function parsed(where: string, text: string): Readonly<Record<string, unknown>> {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    throw new LoraError(`${where}: expected JSON, got ${describeText(text)}`);
  }
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) {
    return config as Record<string, unknown>;
  }
  throw new LoraError(`${where}: expected an object, got ${describeValue(config)}`);
}
