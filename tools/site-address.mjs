/**
 * Where the site is served and where its sources lie: the one place that knows. All comes from the environment, since a fork
 * has its own:
 *
 * - `SITE_URL`: the address of the site's home, `https://owner.github.io/name/`. Default: that of `vitepress preview`. Previews of
 *   a shared link need it whole, pages its path.
 * - `SOURCE_URL`: the address of the repository. Default: the one that GitHub's workflows name; without either, pages show paths
 *   and no links to them.
 * - `NPM`: `1` once the packages are on npm. Default: pages have no links to them.
 */
const DEFAULT = 'http://localhost:4173/';

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/** The site's address, with a slash at its end. @returns {URL} */
export function siteUrl(/** @type {Environment} */ env = process.env) {
  const text = env.SITE_URL || DEFAULT;
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new Error(`SITE_URL: expected an address such as ${DEFAULT}, got ${text}`);
  const url = new URL(text);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** The path below which the site is served: `/`, or `/name/`. @returns {string} */
export function siteBase(/** @type {Environment} */ env = process.env) {
  return siteUrl(env).pathname;
}

/** The address of a folder of the repository, or undefined where nobody says where that is. @returns {string | undefined} */
export function sourceUrl(folder = '', /** @type {Environment} */ env = process.env) {
  const { SOURCE_URL, GITHUB_SERVER_URL, GITHUB_REPOSITORY } = env;
  const github = GITHUB_REPOSITORY && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
  const root = (SOURCE_URL || github)?.replace(/\/$/, '');
  if (!root) return undefined;
  return folder ? `${root}/tree/HEAD/${folder}` : root;
}

/** The address of a package on npm, or undefined before its first release. @returns {string | undefined} */
export function npmUrl(/** @type {string} */ name, /** @type {Environment} */ env = process.env) {
  if (env.NPM !== '1') return undefined;
  return `https://www.npmjs.com/package/${name}`;
}
