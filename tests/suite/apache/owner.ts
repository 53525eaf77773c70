import { startHttpd } from '../../../src/apache/httpd.ts';
import { SmallRoot } from './support.ts';

// Starts an httpd, says so, and waits to be killed.
const root = await SmallRoot.make();
const { pid } = await startHttpd(root.options());
process.stdout.write(`${JSON.stringify({ folder: root.folder, pid, port: root.port })}\n`);
