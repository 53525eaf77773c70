import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { runRecordJsonSchema } from '../../../src/verdict/schema.ts';

/** Writes the JSON Schema of verdict.json anew beside the code that it comes from: `node tests/suite/verdict/write-schema.ts`. */
const file = new URL('../../../src/verdict/verdict.schema.json', import.meta.url);
const options = await resolveConfig(file);
writeFileSync(file, await format(JSON.stringify(runRecordJsonSchema()), { ...options, parser: 'json' }));
