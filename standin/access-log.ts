import type { IncomingMessage, ServerResponse } from 'node:http';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** `10/Oct/2023:13:55:36 +0000`: as Apache's `%t`, always UTC. */
function logTime(at: Date): string {
  const day = `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}`;
  return `${day}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
}

/** As Apache escapes what a client sent: quotes and backslashes by a backslash, everything unprintable as `\xhh`. */
function escapeLog(value: string): string {
  return value
    .replace(/["\\]/g, '\\$&')
    .replace(/[^\x20-\x7e]/g, (char) =>
      Array.from(Buffer.from(char, 'utf8'), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
    );
}

/** One line of Apache's combined format, without the line end. `bytes` counts the body; 0 is written as `-`. */
export function combinedLine(incoming: IncomingMessage, outgoing: ServerResponse, at: Date, bytes: number): string {
  const { method = '-', url = '-', httpVersion, headers, socket } = incoming;
  const request = escapeLog(`${method} ${url} HTTP/${httpVersion}`);
  const quoted = (value: string | undefined): string => `"${value ? escapeLog(value) : '-'}"`;
  return [
    socket.remoteAddress ?? '-',
    '- -',
    `[${logTime(at)}]`,
    `"${request}"`,
    outgoing.headersSent ? outgoing.statusCode : '-',
    bytes || '-',
    quoted(headers.referer),
    quoted(headers['user-agent']),
  ].join(' ');
}

/** Size of the status line and headers. Node keeps the text it has sent in a field that its types do not name. */
function headBytes(outgoing: ServerResponse): number {
  const { _header: head } = outgoing as ServerResponse & { readonly _header?: string | null };
  return Buffer.byteLength(head ?? '');
}

/** Calls back once with the line when the exchange is over, however it ended. */
export function logExchange(incoming: IncomingMessage, outgoing: ServerResponse, write: (line: string) => void): void {
  const at = new Date();
  const { socket } = incoming;
  const sentBefore = socket.bytesWritten;
  outgoing.once('close', () => {
    const sent = socket.bytesWritten - sentBefore - headBytes(outgoing);
    write(combinedLine(incoming, outgoing, at, Math.max(0, sent)));
  });
}
