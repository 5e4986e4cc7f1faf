<script setup lang="ts">
import { fill } from '@dl/lessons';
import { computed, onMounted, ref, useId, watch } from 'vue';
import { say } from '../../shell/preferences';
import { few } from '../format';
import { KIT_WORDS } from '../words';
import { columnsWithRoom, rowsWithRoom } from './axis-names';
import { gradient, type Palette, pixels } from './palette';
import { useCellCursor } from './use-cell-cursor';

const {
  label,
  values,
  rows,
  columns,
  low,
  high,
  palette = 'diverging',
  rowLabel,
  columnLabel,
  rowNames,
  columnNames,
  marks = [],
  markLabel = '',
  height = 216,
} = defineProps<{
  /** What it shows. */
  label: string;
  /** [rows, columns], row by row. */
  values: ArrayLike<number>;
  rows: number;
  columns: number;
  /** The values at the ends of the palette. */
  low: number;
  high: number;
  palette?: Palette;
  rowLabel: string;
  columnLabel: string;
  /** What rows and columns are called, where it is not their number. */
  rowNames?: readonly string[] | undefined;
  columnNames?: readonly string[] | undefined;
  /** Columns that are pointed out, from 0, and what that says of them. */
  marks?: readonly number[];
  markLabel?: string;
  /** Of the cells, at least. */
  height?: number;
}>();

const id = useId();
const canvas = ref<HTMLCanvasElement>();
const { cell, enter, leave, point, move } = useCellCursor(() => ({ rows, columns }));

const summary = computed(() => {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i] as number);
    most = Math.max(most, values[i] as number);
  }
  if (values.length === 0) return say(KIT_WORDS.chartEmpty);
  return fill(say(KIT_WORDS.heatMap), { rows, columns, low: few(least), high: few(most) });
});

const read = computed(() => {
  if (!cell.value || values.length === 0) return say(KIT_WORDS.pointAt);
  const { row, column } = cell.value;
  const mark = marks.includes(column) ? ` (${markLabel})` : '';
  return fill(say(KIT_WORDS.cell), {
    row: `${rowLabel} ${rowNames?.[row] ?? row + 1}`,
    column: `${columnLabel} ${columnNames?.[column] ?? column + 1}${mark}`,
    value: few(values[row * columns + column] ?? Number.NaN),
  });
});

const namedRows = computed(() => rowsWithRoom(rows, rowNames, height));
const numbered = computed(() => columnsWithRoom(columns));
const middle = (column: number) => `${(100 * (column + 0.5)) / columns}%`;

function draw() {
  const context = canvas.value?.getContext('2d');
  if (!context || values.length !== rows * columns || values.length === 0) return;
  context.putImageData(new ImageData(pixels(values, low, high, palette), columns, rows), 0, 0);
}

onMounted(draw);
watch(() => [values, rows, columns, low, high, palette], draw, { flush: 'post' });
</script>

<template>
  <figure>
    <div class="grid">
      <div v-if="marks.length" class="marks" aria-hidden="true">
        <span v-for="column in marks" :key="column" :style="{ left: middle(column) }">▼</span>
      </div>
      <span class="row-axis" aria-hidden="true">{{ rowLabel }}</span>
      <div class="row-names" :class="{ all: namedRows.length === rows }" aria-hidden="true">
        <span v-for="(name, row) in namedRows" :key="row">{{ name }}</span>
      </div>
      <div
        class="cells"
        role="group"
        tabindex="0"
        :style="{ minHeight: `${height}px` }"
        :aria-label="label"
        :aria-describedby="`${id}-summary ${id}-read`"
        @pointermove="point"
        @pointerdown="point"
        @pointerleave="leave"
        @keydown="move"
        @focus="enter"
        @blur="leave"
      >
        <canvas ref="canvas" :width="columns" :height="rows" aria-hidden="true"></canvas>
        <span
          v-if="cell"
          class="mark"
          :style="{
            left: `${(100 * cell.column) / columns}%`,
            top: `${(100 * cell.row) / rows}%`,
            width: `${100 / columns}%`,
            height: `${100 / rows}%`,
          }"
        ></span>
      </div>
      <div v-if="columnNames" class="column-names words" aria-hidden="true">
        <span v-for="(name, column) in columnNames" :key="column">{{ name }}</span>
      </div>
      <div v-else class="column-names" aria-hidden="true">
        <span v-for="n in numbered" :key="n" :style="{ left: middle(n - 1) }">{{ n }}</span>
      </div>
      <span class="column-axis" aria-hidden="true">{{ columnLabel }}</span>
    </div>
    <figcaption>
      <span :id="`${id}-summary`" class="hidden">{{ summary }}</span>
      <output :id="`${id}-read`">{{ read }}</output>
      <span class="legend">
        {{ few(low) }}
        <span class="ramp" :style="{ background: gradient(palette) }"></span>
        {{ few(high) }}
      </span>
    </figcaption>
  </figure>
</template>

<style scoped src="./heat-map.css"></style>
