import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerRoot } from '../../apache/types.ts';

/** The place from which httpd reads: a link that a deploy would swap, to one configuration and then to another. */
export class LiveRoot {
  readonly root: ServerRoot;
  readonly #file: string;

  /** @param folder made here; the link lies in it */
  constructor(folder: string, first: ServerRoot) {
    mkdirSync(folder, { recursive: true });
    const file = 'httpd.conf';
    this.#file = join(folder, file);
    this.root = { ...first, folder, file };
    symlinkSync(join(first.folder, first.file), this.#file);
  }

  /** In one step, so that nobody ever finds none. */
  swap(next: ServerRoot): void {
    const beside = `${this.#file}.next`;
    symlinkSync(join(next.folder, next.file), beside);
    renameSync(beside, this.#file);
  }
}
