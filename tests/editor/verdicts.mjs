// SPDX-License-Identifier: Apache-2.0
// verdicts - what ajv says. Standard input: {schemas: {name: path}, documents: [{schema, path}]}; standard output:
// {compiled: {"name draft": error or null}, documents: [{data, errors}]}. NODE_MODULES names the folder of packages.
import fs from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.NODE_MODULES + "/");
const formats = require("ajv-formats");
const YAML = require("yaml");
const drafts = { "2020-12": require("ajv/dist/2020"), "draft-07": require("ajv") };
const job = JSON.parse(fs.readFileSync(0, "utf8"));
const compiled = {};
const validators = {};

for (const [name, path] of Object.entries(job.schemas)) {
  for (const [draft, Ajv] of Object.entries(drafts)) {
    const schema = JSON.parse(fs.readFileSync(path, "utf8"));
    if (draft === "draft-07") {
      schema.$schema = "http://json-schema.org/draft-07/schema#"; // as an editor of that draft would read it
    }
    try {
      // Strict: an unknown keyword or format is an error. A number of cents is no binary fraction: compared to 1e-6.
      const ajv = new (Ajv.default ?? Ajv)({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, multipleOfPrecision: 6 });
      (formats.default ?? formats)(ajv);
      validators[`${name} ${draft}`] = ajv.compile(schema);
      compiled[`${name} ${draft}`] = null;
    } catch (error) {
      compiled[`${name} ${draft}`] = String(error);
    }
  }
}

const documents = job.documents.map(({ schema, path }) => {
  const data = YAML.parse(fs.readFileSync(path, "utf8"), { schema: "core", version: "1.2" });
  const validator = validators[`${schema} 2020-12`];
  validator?.(data);
  const errors = validator ? (validator.errors ?? []).map((e) => `${e.instancePath} ${e.message}`) : ["no schema"];
  return { data, errors };
});
process.stdout.write(JSON.stringify({ compiled, documents }));
