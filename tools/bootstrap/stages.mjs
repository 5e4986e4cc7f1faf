/**
 * Says on stderr which stage is being worked on, of how many, and how long it took: a line each. On a terminal the line
 * shows the seconds, and what `work` says of its progress.
 *
 * @param count of stages
 * @returns `stage(title, work)`: runs `work(say)`
 */
export function stages(count, { stream = process.stderr } = {}) {
  let at = 0;
  return async (title, work) => {
    at++;
    const head = `${at} of ${count}  ${title}`;
    const start = Date.now();
    let progress = '';
    const seconds = (digits) => `${((Date.now() - start) / 1000).toFixed(digits)} s`;
    const room = (stream.columns ?? 80) - 1;
    const draw = () => {
      const text = [head, progress, seconds(0)].filter(Boolean).join('  ');
      stream.write(`\r\u001b[K${text.slice(0, room)}`);
    };
    const timer = stream.isTTY ? setInterval(draw, 250) : undefined;
    if (stream.isTTY) draw();
    else stream.write(`${head} … `);
    const ended = (text) =>
      stream.write(stream.isTTY ? `\r\u001b[K${`${head}  ${text}`.slice(0, room)}\n` : `${text}\n`);
    try {
      const result = await work((text) => {
        progress = text;
      });
      ended(seconds(1));
      return result;
    } catch (error) {
      ended('failed');
      throw error;
    } finally {
      clearInterval(timer);
    }
  };
}
