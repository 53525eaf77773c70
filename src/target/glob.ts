/** A glob as a pattern over the whole text: `*` matches anything, also across `/`. */
export const glob = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
