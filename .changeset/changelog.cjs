/** How changesets write a package's CHANGELOG.md: what was said, and the packages that came along in one line. */

/** One changeset, as a list item. */
async function getReleaseLine(changeset) {
  const [first, ...rest] = changeset.summary.trim().split('\n');
  return [`- ${first}`, ...rest.map((line) => (line ? `  ${line}` : ''))].join('\n');
}

/** The packages that this one depends on and that were released with it. */
async function getDependencyReleaseLine(_changesets, dependencies) {
  if (dependencies.length === 0) return '';
  return `- With ${dependencies.map(({ name, newVersion }) => `${name} ${newVersion}`).join(', ')}.`;
}

module.exports = { getReleaseLine, getDependencyReleaseLine };
