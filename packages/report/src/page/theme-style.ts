const LIGHT = ['#1a5fb4', '#b45309', '#0f766e', '#a21caf', '#4d7c0f', '#be123c', '#57606a'];
const DARK = ['#7cb2f4', '#f2a65a', '#4fd1c0', '#e38bea', '#a3d15c', '#ff8fa3', '#a3acb6'];

/** How many colours there are for lines. */
export const COLORS = LIGHT.length;

const series = LIGHT.map(
  (light, i) =>
    `--own-series-${i + 1}: var(--dl-series-${i + 1}, light-dark(${light}, ${DARK[i]}));`,
);

/**
 * What both elements have of the page's theme: text is in the colour and font of the page, lines and notes in shades of it, and the lines
 * of a chart follow its `color-scheme`. Custom properties whose names begin with `--dl-` say otherwise.
 */
export const THEME_STYLE = `
:host {
  ${series.join('\n  ')}
  --own-muted: var(--dl-muted, color-mix(in srgb, currentcolor 72%, transparent));
  --own-line: var(--dl-line, color-mix(in srgb, currentcolor 18%, transparent));
  --own-sunken: var(--dl-sunken, color-mix(in srgb, currentcolor 7%, transparent));
  --own-accent: var(--dl-accent, var(--own-series-1));
  display: flex;
  flex-direction: column;
  min-width: 0;
  font-variant-numeric: tabular-nums;
}

:host([hidden]) {
  display: none;
}

*, *::before, *::after {
  box-sizing: border-box;
}

figure {
  display: flex;
  flex: 1;
  flex-direction: column;
  min-width: 0;
  margin: 0;
}

figcaption {
  margin-top: 0.5rem;
  font-size: 0.8125rem;
}

.muted {
  color: var(--own-muted);
}

.hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: 0;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

:focus-visible {
  outline: 2px solid var(--own-accent);
  outline-offset: 2px;
}
`;
