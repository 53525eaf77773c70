import { join } from 'node:path';
import { accessLogFormat, errorLogFormat } from '../../apache/log-formats.ts';
import { furtherListens, addressDefines } from './directives/addresses.ts';
import type { Mapping } from './rules.ts';

export interface AddedOptions {
  readonly accessLog: string;
  readonly backend: string;
  readonly marker: { readonly header: string; readonly value: string };
  /** The back end is to be told of the visitor's scheme, because nothing in the configuration tells it. */
  readonly forwardedProto: boolean;
}

const line = (name: string, value: string): string => `${name} "${value.replaceAll('"', '\\"')}"`;

/** Read before everything else: in the place of a comment at the top of the main file. */
export function firstLines(mapping: Mapping, variables: ReadonlyMap<string, string>): string {
  const { tree } = mapping;
  return [
    '# Of the rehearsal: read before the configuration.',
    line('ServerRoot', tree.serverRootHere),
    line('DefaultRuntimeDir', mapping.runFolder),
    ...[...variables].map(([name, value]) => `Define ${name} "${value.replaceAll('"', '\\"')}"`),
    ...[...addressDefines(mapping)].map(([name, value]) => `Define ${name} "${value}"`),
    '',
  ].join('\n');
}

/**
 * Read after everything else (`-c Include`), for the main server: its virtual hosts inherit what they do not set. Modules that come here
 * cannot turn an `<IfModule>` of the configuration.
 */
export function lastLines(mapping: Mapping, { accessLog, backend, marker, forwardedProto }: AddedOptions): string {
  const { binary, walk, ports, account, runFolder } = mapping;
  const namesId = walk.met.some(({ name, args }) => /^header$/i.test(name) && /\bx-unique-id\b/i.test(args));
  const load = (module: string): string[] =>
    walk.modules.has(module)
      ? []
      : [`LoadModule ${module} "${join(binary.modules, `mod_${module.replace(/_module$/, '')}.so`)}"`];
  return [
    '# Of the rehearsal: read after the configuration.',
    ...furtherListens(walk.met).map((address) => `Listen 127.0.0.1:${String(ports.of(address))}`),
    line('PidFile', join(runFolder, 'httpd.pid')),
    ...(walk.modules.has('cgid_module') ? [line('ScriptSock', join(runFolder, 'cgisock'))] : []),
    ...(account === null ? [] : [`User ${account.user}`, `Group ${account.group}`]),
    ...['unique_id_module', 'headers_module', 'log_config_module', 'logio_module'].flatMap(load),
    'BufferedLogs Off',
    line('ErrorLog', mapping.errorLog),
    line('ErrorLogFormat', errorLogFormat),
    `GlobalLog "${accessLog}" "${accessLogFormat}"`,
    `Header always set ${marker.header} "${marker.value}"`,
    // By it a browser's request is found in the logs; one of their own would be there twice.
    ...(namesId ? [] : ['Header always set X-Unique-Id "%{UNIQUE_ID}e"']),
    ...(walk.modules.has('proxy_module') ? [`ProxyRemote * ${backend.replace(/\/$/, '')}`] : []),
    ...(forwardedProto ? ['RequestHeader set X-Forwarded-Proto "expr=%{REQUEST_SCHEME}"'] : []),
    '',
  ].join('\n');
}
