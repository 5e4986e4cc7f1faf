import { defineElements } from '@dl/report/elements';
import type { HistoryArrays } from '@dl/report/history';

defineElements();
const element = document.createElement('dl-curve');
document.body.append(element);

const worker = new Worker(new URL('./worker.ts', import.meta.url), {
  type: 'module',
});
worker.onmessage = ({ data }: MessageEvent<HistoryArrays>) => {
  const { steps, values } = data;
  const series = Object.entries(values).map(([label, own]) => ({
    label,
    values: own,
  }));
  element.data = { label: 'Loss', x: steps, series };
};
