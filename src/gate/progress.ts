import { closeSync, openSync, readSync } from 'node:fs';

/** `[3/20] ✔ …`, as a run prints what is over. */
const isProgress = (line: string): boolean => /^\[\d+\/\d+\] /.test(line);

/** How often it is looked for more, in ms. */
const everyMs = 200;

/** Passes on what a run prints of its progress into a file, line by line, until it is ended. */
export function followProgress(path: string, onLine: (line: string) => void): { readonly end: () => void } {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(64 * 1024);
  const decoder = new TextDecoder();
  let open = '';
  const look = (): void => {
    for (let read = -1; read !== 0;) {
      read = readSync(file, buffer, 0, buffer.length, null);
      const lines = (open + decoder.decode(buffer.subarray(0, read), { stream: true })).split('\n');
      open = lines.pop() ?? '';
      for (const line of lines.filter(isProgress)) onLine(line);
    }
  };
  const timer = setInterval(look, everyMs);
  return {
    end: () => {
      clearInterval(timer);
      look();
      closeSync(file);
    },
  };
}
