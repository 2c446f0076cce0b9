// Makes src/api/schema.gen.ts from docs/openapi.json, the committed description of the API.
// `--check` changes nothing and fails when the two do not fit together.

import { readFile, writeFile } from "node:fs/promises";

import openapiTS, { astToString } from "openapi-typescript";

const DESCRIPTION = new URL("../../docs/openapi.json", import.meta.url);
const TYPES = new URL("../src/api/schema.gen.ts", import.meta.url);

const types = `// Made by \`npm run api\` from docs/openapi.json. Do not edit.\n\n${astToString(await openapiTS(DESCRIPTION))}`;
if (!process.argv.includes("--check")) {
  await writeFile(TYPES, types);
} else if ((await readFile(TYPES, "utf8")) !== types) {
  console.error("web/src/api/schema.gen.ts does not fit docs/openapi.json: run `npm run api` in web/");
  process.exit(1);
}
