/** The style of `<dl-curve>`. What begins with `u-` are parts of uPlot. */
export const CURVE_STYLE = `
.room {
  position: relative;
  flex: 1;
  min-height: var(--dl-height, 220px);
}

/* Out of the flow: a drawing must not hold its box open. */
.plot {
  position: absolute;
  inset: 0;
  overflow: hidden;
}

.plot:focus-visible {
  overflow: visible;
}

.empty {
  position: absolute;
  inset: 0;
  display: grid;
  place-items: center;
  margin: 0;
  font-size: 0.8125rem;
  text-align: center;
}

.empty:empty {
  display: none;
}

ul {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 14.5rem), 1fr));
  gap: 0.25rem 1rem;
  margin: 0;
  padding: 0;
  list-style: none;
}

li {
  display: flex;
  align-items: center;
  gap: 0.5rem;
}

.value {
  min-width: 4.5em;
}

/* A change of the theme ends a transition of what has its colours: then the canvas is drawn anew. */
.room, .swatch {
  transition: border-top-color 1ms, color 1ms;
}

.room {
  border-top-color: var(--own-line);
}

.u-wrap {
  position: relative;
  user-select: none;
}

.u-over, .u-under {
  position: absolute;
}

.uplot canvas {
  display: block;
  width: 100%;
  height: 100%;
}

.u-axis, .u-select, .u-cursor-y, .u-off {
  display: none;
}

.u-cursor-x {
  position: absolute;
  top: 0;
  left: 0;
  height: 100%;
  border-inline-start: 1px dashed var(--own-muted);
  pointer-events: none;
}

.u-cursor-pt {
  position: absolute;
  top: 0;
  left: 0;
  border-radius: 50%;
  pointer-events: none;
}
`;
