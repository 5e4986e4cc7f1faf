import type { Page } from 'playwright';

/** What a topic checks of its page, beside what every page must do. */
export interface PageCheck {
  /** Settings in the address. */
  readonly query?: string;
  /** Steps that it trains. Default 20. */
  readonly steps?: number;
  /** Tasks of the main thread in 1.2 s that show that it was looked at while reports came; fewer where steps are slow. Default 50. */
  readonly tasks?: number;
  /** Milliseconds that these steps may take. Default: those of any wait. */
  readonly timeout?: number;
  /** Called after them. */
  check?(page: Page): Promise<void>;
}

/** The number that an element holds. */
export async function numberOf(page: Page, selector: string): Promise<number> {
  return Number(await page.getAttribute(selector, 'data-value'));
}
