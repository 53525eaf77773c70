import { startOwn } from './soak-httpd-cycles.ts';

// Owns an httpd until it is killed: what the soak with --httpd wants to see is what becomes of the httpd then.
const { root, httpd, ports } = await startOwn();
process.stdout.write(`${JSON.stringify({ folder: root.folder, ports, startMs: httpd.readyAfterMs })}\n`);
