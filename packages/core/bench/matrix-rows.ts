interface Tools {
  root: string;
  load<T>(file: string): Promise<T>;
  progress(text: string): void;
}

interface Table {
  share: number;
  cells: number;
}

/** The table of ops and backends. */
export const matrixRows = [
  {
    id: 'core/matrix',
    row: 'cells of docs/ops.md (op × wasm, webgpu, cpu) whose values, gradients, memory and kernels hold',
    unit: 'share',
    figure: async ({ load, progress }: Tools) => {
      const { runTable } = await load<{
        runTable(progress: (text: string) => void): Promise<Table>;
      }>('tools/op-table.mjs');
      const { share, cells } = await runTable(progress);
      progress(`${cells} cells`);
      return { ours: share };
    },
    atLeast: 1,
  },
];
