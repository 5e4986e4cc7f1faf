import { bertForm } from './bert-form';
import type { ConfigFields } from './config-fields';
import type { Form } from './form';
import { gpt2Form } from './gpt2-form';
import { llamaForm } from './llama-form';

/** By `model_type`. */
export const FORMS = {
  gpt2: gpt2Form,
  llama: llamaForm,
  bert: bertForm,
} as unknown as Readonly<Record<string, Form>>;

/** The form of a configuration. @throws RangeError for another one, and for weights that are packed in a way of their own */
export function formOf(config: ConfigFields): Form {
  const type = config.value('model_type');
  if (typeof type !== 'string' || !Object.hasOwn(FORMS, type)) {
    throw config.refusal('model_type', `one of ${Object.keys(FORMS).join(', ')}`, type);
  }
  const packed = config.value('quantization_config');
  if (packed === undefined) return FORMS[type] as Form;
  throw config.refusal('quantization_config', 'weights that are not quantised', packed);
}
