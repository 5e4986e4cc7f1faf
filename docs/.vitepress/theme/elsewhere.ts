/** Set by the configuration, from `tools/site-address.mjs`. */
declare const __SOURCE__: string;
declare const __NPM__: string;

/** The address of the repository; empty where nobody has said it. */
export const source: string = __SOURCE__;

/** The address of the packages on npm; empty before their first release. */
export const npm: string = __NPM__;
