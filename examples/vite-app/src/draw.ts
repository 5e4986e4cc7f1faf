import type { Sequential } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

const BLUE = [31, 111, 235] as const;
const ORANGE = [226, 114, 22] as const;
/** Cells of the map along one side. */
const CELLS = 80;

/** The centres of the map's cells [CELLS², 2], from the top left. */
export function makeGrid(): tf.Tensor2D {
  const centres = Array.from({ length: CELLS }, (_, i) => (2 * (i + 0.5)) / CELLS - 1);
  return tf.tensor2d(centres.flatMap((y) => centres.map((x) => [x, -y])));
}

/** Paints what the model takes each cell of `grid` for, and the points over it. */
export async function drawMap(
  canvas: HTMLCanvasElement,
  model: Sequential,
  grid: tf.Tensor2D,
  dots: readonly Dot[],
): Promise<void> {
  const output = tf.tidy(() => tf.sigmoid(model.forward(grid)));
  const shares = await output.data();
  output.dispose();
  const pixels = new ImageData(CELLS, CELLS);
  shares.forEach((share, i) => {
    const mixed = BLUE.map((blue, c) => blue + share * ((ORANGE[c] as number) - blue));
    pixels.data.set([...mixed, 60 + 120 * Math.abs(share - 0.5)], 4 * i);
  });
  const cells = new OffscreenCanvas(CELLS, CELLS);
  cells.getContext('2d')?.putImageData(pixels, 0, 0);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(cells, 0, 0, canvas.width, canvas.height);
  for (const { x, y, label } of dots) {
    context.beginPath();
    context.arc(((1 + x) / 2) * canvas.width, ((1 - y) / 2) * canvas.height, 4, 0, 2 * Math.PI);
    context.fillStyle = `rgb(${(label ? ORANGE : BLUE).join(' ')})`;
    context.fill();
    context.strokeStyle = 'white';
    context.stroke();
  }
}

/** A point of the data, as it is drawn. */
export interface Dot {
  x: number;
  y: number;
  label: boolean;
}

/** Draws `losses` from left to right, from 0 at the bottom. */
export function drawCurve(canvas: HTMLCanvasElement, losses: readonly number[], steps: number) {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const style = getComputedStyle(canvas);
  const { width, height } = canvas;
  const top = Math.max(...losses, 0.1);
  context.clearRect(0, 0, width, height);
  context.beginPath();
  losses.forEach((loss, i) => {
    context.lineTo((width * (i + 1)) / steps, height - 6 - (height - 30) * (loss / top));
  });
  context.strokeStyle = style.getPropertyValue('--accent');
  context.lineWidth = 2;
  context.stroke();
  context.fillStyle = style.getPropertyValue('--muted');
  context.font = '14px system-ui, sans-serif';
  context.fillText(`loss, from ${top.toFixed(2)}`, 8, 18);
}
