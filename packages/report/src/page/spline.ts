/**
 * The uniform cubic B-spline through colours' parts: smooth, between the least and the most of its points, and from the first to the last
 * of them over shares from 0 to 1.
 */
export function spline(points: readonly number[], share: number): number {
  const pieces = points.length - 1;
  const piece = Math.min(pieces - 1, Math.floor(share * pieces));
  const t = share * pieces - piece;
  const at = (i: number): number => {
    // Points behind the ends lie on the line through the last two.
    if (i < 0) return 2 * at(0) - at(1);
    if (i > pieces) return 2 * at(pieces) - at(pieces - 1);
    return points[i] as number;
  };
  const [t2, t3] = [t ** 2, t ** 3];
  return (
    ((1 - 3 * t + 3 * t2 - t3) * at(piece - 1) +
      (4 - 6 * t2 + 3 * t3) * at(piece) +
      (1 + 3 * t + 3 * t2 - 3 * t3) * at(piece + 1) +
      t3 * at(piece + 2)) /
    6
  );
}
