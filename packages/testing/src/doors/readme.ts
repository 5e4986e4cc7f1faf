// Beside the index: browsers, which run tests too, have no esbuild.
export { lossesOf, runReadme } from '../run-readme';
