import { createServer } from 'node:net';

/** An address that httpd could not bind because it was in use, by its own words; null: that was not its trouble. Pure. */
export function addressInUse(words: string): { readonly host: string; readonly port: number } | null {
  const [, host, port] =
    /\((?:98|48|125)\)[^\n]*AH00072: make_sock: could not bind to address (\S+):(\d+)/.exec(words) ?? [];
  return host === undefined ? null : { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** Whether somebody holds an address now. Asked when nothing of the httpd is left: what is free then was in its own way. */
export function isTaken({ host, port }: { readonly host: string; readonly port: number }): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', (error) => answer('code' in error && error.code === 'EADDRINUSE'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => answer(false)));
  });
}
