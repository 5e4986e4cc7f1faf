/** What elements are made of. In Node there is nothing of the kind, and importing must work there too. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

const sheets = new Map<string, CSSStyleSheet>();

/** The sheet of a style, one for all elements. It is no `<style>`: a policy of the page may refuse these. */
function sheetOf(style: string): CSSStyleSheet {
  const known = sheets.get(style);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  sheets.set(style, sheet);
  return sheet;
}

/** An element that draws its `data`: anew after each change, once for all changes of a turn, and only while it is in a page. */
export abstract class DrawingElement<D> extends Base {
  #data: D | undefined;
  #isDue = false;
  #styles: readonly string[];

  constructor(styles: readonly string[]) {
    super();
    this.#styles = styles;
  }

  /** What is drawn; another object for each change. */
  get data(): D | undefined {
    return this.#data;
  }

  /** @throws TypeError, RangeError for data that cannot be drawn */
  set data(data: D | undefined) {
    if (data !== undefined) this.check(data);
    this.#data = data;
    this.redraw();
  }

  /** Called by the page when the element comes into it. */
  connectedCallback(): void {
    if (this.shadowRoot === null) {
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = this.#styles.map(sheetOf);
      root.append(this.build());
    }
    // What was set before the element was defined hides the property.
    if (Object.hasOwn(this, 'data')) {
      const early = this.data;
      Reflect.deleteProperty(this, 'data');
      this.data = early;
    }
    this.opened();
    this.redraw();
  }

  /** Called by the page when the element leaves it. */
  disconnectedCallback(): void {
    this.closed();
  }

  /** Draws at the end of this turn. */
  protected redraw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      if (this.isConnected && this.shadowRoot !== null) this.draw(this.#data);
    });
  }

  /** Whether the page is in Japanese here. */
  protected get isJapanese(): boolean {
    return this.matches(':lang(ja)');
  }

  protected abstract check(data: D): void;
  /** What stands in the element, once. */
  protected abstract build(): Node;
  protected abstract draw(data: D | undefined): void;
  protected opened(): void {}
  protected closed(): void {}
}
