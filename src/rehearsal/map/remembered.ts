import type { PrivateCopy } from '../types.ts';
import type { Replaced } from './rewrite.ts';
import type { PrivateTree } from './tree.ts';
import type { Walk } from './walk.ts';

/** How a copy was made: what reads it back to the original. */
export interface Making {
  readonly tree: PrivateTree;
  readonly walk: Walk;
  readonly replaced: readonly Replaced[];
  /** Absolute, of all copies: everything to which their httpd writes lies below. */
  readonly folder: string;
  /** Absolute. */
  readonly runFolder: string;
}

const makings = new WeakMap<PrivateCopy, Making>();

export const remember = (copy: PrivateCopy, making: Making): void => void makings.set(copy, making);

/** @throws Error for what `createMapper` has not made */
export function makingOf(copy: PrivateCopy): Making {
  const making = makings.get(copy);
  if (!making) throw new Error(`the copy in ${copy.root.folder} was not made by this process`);
  return making;
}
