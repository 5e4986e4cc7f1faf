/** The style of `<dl-heat-map>`. */
export const HEAT_MAP_STYLE = `
.grid {
  display: grid;
  flex: 1;
  grid-template-rows: auto minmax(0, 1fr) auto auto;
  grid-template-columns: auto auto minmax(0, 1fr);
  gap: 0.25rem 0.5rem;
  font-size: 0.75rem;
}

.marks {
  position: relative;
  grid-row: 1;
  grid-column: 3;
  height: 0.75rem;
  font-size: 0.625rem;
  line-height: 0.75rem;
}

.row-axis {
  grid-row: 2;
  writing-mode: vertical-rl;
  rotate: 180deg;
  text-align: center;
}

:host(:lang(ja)) .row-axis {
  rotate: none;
}

.row-names {
  display: flex;
  grid-row: 2;
  flex-direction: column;
  justify-content: space-between;
  min-width: 1.25rem;
  line-height: 1;
  text-align: end;
}

.row-names.all {
  justify-content: space-around;
}

.cells {
  grid-row: 2;
  grid-column: 3;
  position: relative;
  min-height: var(--dl-height, 216px);
  cursor: crosshair;
  touch-action: pan-y;
}

canvas {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
  border-radius: 2px;
  background: var(--own-sunken);
  image-rendering: pixelated;
}

.mark {
  position: absolute;
  border: 2px solid #000;
  outline: 1px solid #fff;
  outline-offset: -3px;
  pointer-events: none;
}

.column-names {
  position: relative;
  grid-row: 3;
  grid-column: 3;
  min-height: 1.125rem;
}

.words {
  display: flex;
  justify-content: space-around;
}

.words span {
  flex: 1;
  writing-mode: vertical-rl;
  line-height: 1;
  display: grid;
  align-items: center;
}

.marks span,
.column-names:not(.words) span {
  position: absolute;
  translate: -50%;
}

.column-axis {
  grid-row: 4;
  grid-column: 3;
  text-align: center;
}

figcaption {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: 0.25rem 1rem;
}

.legend {
  display: inline-flex;
  align-items: center;
  gap: 0.5rem;
}

.ramp {
  width: 7rem;
  height: 0.625rem;
  border-radius: 2px;
}
`;
