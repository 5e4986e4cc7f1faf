import { adam, dispose, parameters, random, setup, sigmoidCrossEntropy, train } from '@dl/core';
import { type Dot, drawCurve, drawMap, makeGrid } from './draw';
import { accuracy, makeModel, makeSpirals } from './spirals';

const STEPS = 1200;
const DRAW_EVERY = 10;

const find = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const [map, curve] = [find<HTMLCanvasElement>('map'), find<HTMLCanvasElement>('curve')];
const [pause, restart] = [find<HTMLButtonElement>('pause'), find<HTMLButtonElement>('restart')];
const status = find<HTMLOutputElement>('status');

const { backend } = await setup();
const data = makeSpirals(300, random(7));
const grid = makeGrid();
const [xy, labels] = [await data.points.data(), await data.labels.data()];
const dots: Dot[] = Array.from(labels, (label, i) => ({
  x: xy[2 * i] as number,
  y: xy[2 * i + 1] as number,
  label: label > 0,
}));

let paused = false;
let goOn = () => {};
pause.addEventListener('click', () => {
  paused = !paused;
  pause.textContent = paused ? 'Go on' : 'Pause';
  if (!paused) goOn();
});

let stop = new AbortController();
restart.addEventListener('click', () => {
  stop.abort();
  if (paused) pause.click();
});

async function run(seed: number, signal: AbortSignal) {
  const model = makeModel(random(seed));
  const losses: number[] = [];
  document.documentElement.dataset.state = 'training';
  for await (const report of train({
    parameters: parameters(model),
    optimizer: adam({ learningRate: 0.01 }),
    batches: () => data,
    loss: ({ points, labels }) => sigmoidCrossEntropy(model.forward(points), labels),
    steps: STEPS,
    signal,
  })) {
    if (report.step % DRAW_EVERY !== 0) continue;
    losses.push(await report.loss());
    await drawMap(map, model, grid, dots);
    drawCurve(curve, losses, STEPS / DRAW_EVERY);
    const right = (100 * (await accuracy(model, data))).toFixed(1);
    status.value = `${backend}, step ${report.step}: ${right}% right`;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    if (paused) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  }
  if (!signal.aborted) {
    document.documentElement.dataset.state = 'done';
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  dispose(model);
}

for (let seed = 1; ; seed++) {
  await run(seed, stop.signal);
  stop = new AbortController();
}
