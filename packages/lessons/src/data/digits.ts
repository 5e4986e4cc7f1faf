import { type Mnist, mnist } from './mnist';

let loaded: Promise<Mnist> | undefined;

/** MNIST, read once. */
export function digits(): Promise<Mnist> {
  loaded ??= mnist().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}
