/** The head of one HTTP/1.1 message: its first line and its headers. */
export interface Head {
  readonly firstLine: string;
  /** Value of a header, by its lower-case name; null: there is none. */
  header(name: string): string | null;
  /** Bytes of the body that follows; null: chunked, or until the connection ends. */
  readonly bodyLength: number | null;
}

const endOfHead = '\r\n\r\n';
/** Node's own bound for the head of a request, four times over. */
export const longestHead = 65_536;

/** Where the head of a message ends, its blank line included; -1: it has not come to its end. */
export function headLength(bytes: Buffer): number {
  const at = bytes.indexOf(endOfHead);
  return at === -1 ? -1 : at + endOfHead.length;
}

/** Reads the head of a message. `bytes` holds all of it. */
export function readHead(bytes: Buffer): Head {
  // Each byte is a character of its own, so that nothing that is not ASCII can be misread for something that is.
  const [firstLine = '', ...lines] = bytes.subarray(0, headLength(bytes)).toString('latin1').trimEnd().split('\r\n');
  const header = (name: string): string | null => {
    const line = lines.find((candidate) => candidate.slice(0, candidate.indexOf(':')).trim().toLowerCase() === name);
    return line === undefined ? null : line.slice(line.indexOf(':') + 1).trim();
  };
  const length = header('content-length');
  const isSized = header('transfer-encoding') === null && length !== null && /^\d+$/.test(length);
  return { firstLine, header, bodyLength: isSized ? Number(length) : null };
}
