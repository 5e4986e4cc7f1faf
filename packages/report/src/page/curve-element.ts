<script setup lang="ts">
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { fill } from '@dl/lessons';
import { computed, onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { preferences, say, shownTheme } from '../../shell/preferences';
import { few, power, whole } from '../format';
import { KIT_WORDS } from '../words';
import { decades, logBounds } from './log-axis';

/** A line of the chart. */
export interface Series {
  readonly label: string;
  readonly values: ArrayLike<number>;
  /** Which of the colours, from 1. */
  readonly colour: number;
  /** Told from others by more than colour. */
  readonly dash?: readonly number[];
  readonly width?: number;
}

const {
  label,
  x,
  xLabel,
  series,
  log = false,
  height = 220,
  rest = 'last',
} = defineProps<{
  /** What it shows. */
  label: string;
  x: ArrayLike<number>;
  xLabel: string;
  series: readonly Series[];
  /** A log scale: what is not above 0 is left out. */
  log?: boolean;
  /** At least; it fills what room there is. */
  height?: number;
  /** Which values stand beside the names while nobody points at one. */
  rest?: 'first' | 'last';
}>();

const box = ref<HTMLDivElement>();
const cursor = ref<number>();
let plot: uPlot | undefined;

const at = computed(() => {
  const last = Math.max(0, x.length - 1);
  return Math.min(cursor.value ?? (rest === 'first' ? 0 : last), last);
});

const summary = computed(() => {
  if (x.length === 0) return `${label}. ${say(KIT_WORDS.chartEmpty)}`;
  const last = series
    .map(({ label: name, values }) => `${name} ${few(values[values.length - 1] ?? Number.NaN)}`)
    .join(', ');
  const [low, high] = [x[0] as number, x[x.length - 1] as number];
  return fill(say(KIT_WORDS.chart), { label, x: xLabel, low: whole(low), high: whole(high), last });
});

function data(): uPlot.AlignedData {
  const lines = series.map(({ values }) =>
    Array.from(values, (value) => (Number.isFinite(value) && (!log || value > 0) ? value : null)),
  );
  return [Array.from(x), ...lines] as uPlot.AlignedData;
}

/** Draws anew: uPlot takes colours, scales and the number of lines only at the beginning. */
function build() {
  const element = box.value;
  if (!element) return;
  plot?.destroy();
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour('muted'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
    font: `12px ${style.getPropertyValue('--sans')}`,
  };
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: Math.max(height, element.clientHeight),
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { setScale: false, x: false, y: false } },
    padding: [8, 12, 0, 0],
    scales: {
      x: {
        time: false,
        range: (_, low, high) => (low === null ? [0, 100] : [low, Math.max(high, low + 1)]),
      },
      y: log
        ? { distr: 3, range: (_, low, high) => logBounds(low, high) }
        : {
            range: (_, low, high) => (low === null ? [0, 1] : [Math.min(0, low), high * 1.05 || 1]),
          },
    },
    axes: [
      { ...axis, size: 28, values: (_, ticks) => ticks.map((tick) => whole(tick)), incrs: WHOLE },
      {
        ...axis,
        size: 52,
        ...(log
          ? {
              splits: (_: uPlot, __: number, low: number, high: number) => decades(low, high, 6),
              values: (_: uPlot, ticks: number[]) =>
                ticks.map((tick) => power(Math.round(Math.log10(tick)))),
              filter: (_: uPlot, ticks: number[]) => ticks,
            }
          : { values: (_: uPlot, ticks: number[]) => ticks.map((tick) => few(tick)) }),
      },
    ],
    series: [
      {},
      ...series.map((line) => ({
        label: line.label,
        stroke: colour(`series-${line.colour}`),
        width: line.width ?? 1.5,
        points: { show: false },
        ...(line.dash && { dash: [...line.dash] }),
      })),
    ],
    hooks: {
      setCursor: [({ cursor: { idx } }) => (cursor.value = idx ?? undefined)],
    },
  };
  plot = new uPlot(options, data(), element);
}

const WHOLE = [1, 2, 5]
  .flatMap((n) => [0, 1, 2, 3, 4, 5, 6].map((e) => n * 10 ** e))
  .sort((a, b) => a - b);

const sizes = new ResizeObserver(([entry]) => {
  const { width = 0, height: high = 0 } = entry?.contentRect ?? {};
  // 0 while the page is put away.
  if (plot && width > 0)
    plot.setSize({ width: Math.floor(width), height: Math.max(height, Math.floor(high)) });
});

onMounted(() => {
  build();
  if (box.value) sizes.observe(box.value);
});
onBeforeUnmount(() => {
  sizes.disconnect();
  plot?.destroy();
});
watch(
  () => [log, shownTheme(), preferences.language, series.map((s) => `${s.label}${s.dash}`).join()],
  build,
  { flush: 'post' },
);
watch([() => x, () => series], () => plot?.setData(data()));
</script>

<template>
  <figure>
    <div class="room" :style="{ minHeight: `${height}px` }">
      <div ref="box" class="plot" role="img" :aria-label="summary"></div>
      <p v-if="x.length === 0" class="empty note" aria-hidden="true">{{ say(KIT_WORDS.chartEmpty) }}</p>
    </div>
    <figcaption>
      <ul>
        <li class="x">{{ xLabel }} {{ x.length ? whole(x[at] ?? 0) : '–' }}</li>
        <li v-for="line in series" :key="line.label">
          <svg width="22" height="8" aria-hidden="true">
            <line
              x1="0"
              y1="4"
              x2="22"
              y2="4"
              :stroke="`var(--series-${line.colour})`"
              :stroke-width="(line.width ?? 1.5) + 0.5"
              :stroke-dasharray="line.dash?.join(' ')"
            />
          </svg>
          {{ line.label }}
          <span class="value">{{ x.length ? few(line.values[at] ?? Number.NaN) : '–' }}</span>
        </li>
      </ul>
    </figcaption>
  </figure>
</template>

<style scoped>
figure {
  display: flex;
  flex-direction: column;
  min-width: 0;
  margin: 0;
}

.room {
  position: relative;
  flex: 1;
}

/* Out of the flow: a drawing must not hold its box open. */
.plot {
  position: absolute;
  inset: 0;
  overflow: hidden;
}

.empty {
  position: absolute;
  inset: 0;
  display: grid;
  place-items: center;
  text-align: center;
}

figcaption {
  margin-top: var(--space-2);
  color: var(--muted);
  font-size: var(--small);
}

.x {
  font-variant-numeric: tabular-nums;
}

ul {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(14.5rem, 1fr));
  gap: var(--space-1) var(--space-4);
  margin: 0;
  padding: 0;
  list-style: none;
}

li {
  display: flex;
  align-items: center;
  gap: var(--space-2);
}

.value {
  min-width: 4.5em;
  color: var(--ink);
  font-variant-numeric: tabular-nums;
}
</style>
