/** Builds the telephone of the browser tests, `test-phone/`, into the folder that is named. */

import { build } from "vite";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node scripts/test-phone.mjs FOLDER");
await build({
  configFile: false,
  root: new URL("../test-phone", import.meta.url).pathname,
  base: "./",
  logLevel: "warn",
  build: { outDir: folder, emptyOutDir: true, modulePreload: false },
});
