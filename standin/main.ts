import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Stripping types is most of a cold start. The cache must be on before the first module that it is to hold is loaded.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'standin'));
const { run } = await import('./command.ts');
process.exit(await run(process.argv.slice(2)));
