import { lazily } from '../material';
import { call, method, type Recipes } from '../recipe';

const stream = () => lazily('a stream', () => ({ write: () => true }));
const PAGE = 'there is no page here; its tests in pages have data that do not fit';

/** What shows a run. */
export const reportRecipes: Recipes = {
  terminalProgress: call((draw) => [{ stream: stream(), env: {}, ...draw.some({ plot: true }) }]),
  openScreen: call(() => [{ stream: stream(), env: {} }]),
  plotLines: call((draw) => [
    [
      [1, 2],
      [3, 4],
    ],
    draw.some({ columns: 40, height: 5 }),
  ]),
  tableLines: call((draw) => [
    { head: ['a', 'b'], rows: [['1', '2']], strong: [0] },
    draw.some({ columns: 40, color: true }),
  ]),
  heatMapLines: call((draw) => [
    { rows: ['a'], columns: ['b', 'c'], values: [0, 1] },
    draw.some({ columns: 40 }),
  ]),
  seconds: call(() => [75]),
  RunHistory: call(
    () => [8],
    method('add', () => [1, { loss: 0.5 }]),
    method('arrays'),
  ),
  few: call(() => [0.1]),
  whole: call(() => [1234]),
  curve: PAGE,
  defineElements: PAGE,
  CurveElement: PAGE,
  HeatMapElement: PAGE,
};
