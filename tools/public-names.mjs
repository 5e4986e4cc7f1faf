/** Files of tfjs-core whose exports are public as members of a namespace of its entry. */
const NAMESPACES = {
  util: 'util',
  util_base: 'util',
  broadcast_util: 'broadcast_util',
  slice_util: 'slice_util',
  axis_util: 'backend_util',
  conv_util: 'backend_util',
  selu_util: 'backend_util',
};

const ENTRY = "'@tensorflow/tfjs-core'";

/**
 * Points the imports of one of tfjs-core's own files at its public entry, name by name, wherever `tf` (the entry's
 * exports) holds the name. What is not public keeps its import.
 */
export function takePublicNames(source, tf) {
  const pattern = /import\s*(?:\{([^}]*)\}|\*\s*as\s+(\w+))\s*from\s*'(\.{1,2}\/[^']*)';/g;
  return source.replace(pattern, (statement, list, whole, from) => {
    const file = from.split('/').at(-1);
    const space = NAMESPACES[file] in tf ? NAMESPACES[file] : undefined;
    if (whole) return space ? `import { ${space} as ${whole} } from ${ENTRY};` : statement;

    const lines = [];
    const kept = [];
    for (const item of list
      .split(',')
      .map((text) => text.trim())
      .filter(Boolean)) {
      const [name, local = name] = item.split(/\s+as\s+/);
      if (name in tf) lines.push(`import { ${name} as ${local} } from ${ENTRY};`);
      else if (name === 'ENGINE' && 'engine' in tf) {
        lines.push(`import { engine as engine_ } from ${ENTRY}; const ${local} = engine_();`);
      } else if (name === 'getGlobalTensorClass' && 'Tensor' in tf) {
        lines.push(`import { Tensor as Tensor_ } from ${ENTRY}; const ${local} = () => Tensor_;`);
      } else if (space && name in tf[space]) {
        lines.push(
          `import { ${space} as ${space}_${local} } from ${ENTRY}; const ${local} = ${space}_${local}.${name};`,
        );
      } else kept.push(item);
    }
    if (kept.length > 0) lines.push(`import { ${kept.join(', ')} } from '${from}';`);
    return lines.join(' ');
  });
}
