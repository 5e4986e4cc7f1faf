/**
 * The first key that stands twice in one object of `json`, which must be valid JSON: `JSON.parse`
 * keeps the last one silently, other readers keep the first.
 */
export function duplicateKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = []; // the keys so far of each object around; undefined for arrays
  let isKey = false;
  for (let i = 0; i < json.length; i++) {
    const char = json[i];
    if (char === '"') {
      const end = endOfString(json, i);
      const keys = open[open.length - 1];
      if (isKey && keys !== undefined) {
        const key = JSON.parse(json.slice(i, end)) as string; // "a" and "\u0061" are one key
        if (keys.has(key)) return key;
        keys.add(key);
        isKey = false;
      }
      i = end - 1;
    } else if (char === '{') {
      open.push(new Set());
      isKey = true;
    } else if (char === '[') {
      open.push(undefined);
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === ',') {
      isKey = open[open.length - 1] !== undefined;
    }
  }
  return undefined;
}

/** The position after the string that starts at `start`. */
function endOfString(json: string, start: number): number {
  let i = start + 1;
  while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1;
  return i + 1;
}
