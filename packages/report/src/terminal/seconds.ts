import { expectNumber } from '../number';

/** Seconds in a few characters: `1.2 s`, `1 min 15 s`, `3 h 20 min`. @throws TypeError for what is no number */
export function seconds(value: number): string {
  expectNumber('seconds', value);
  if (!Number.isFinite(value)) return '–';
  if (value < 9.95) return `${value.toFixed(1)} s`;
  if (value < 59.5) return `${Math.round(value)} s`;
  const minutes = Math.floor(Math.round(value) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(value) % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
