import { html as tagged, raw } from 'hono/html';

export { raw };

/** Markup in which every value has been escaped. */
export type Html = ReturnType<typeof raw>;

/** Escapes every value that is not markup itself. Unlike hono's own it takes no promise, so that a page is a plain function. */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Html {
  const result = tagged(strings, ...values);
  if (result instanceof Promise) throw new TypeError('a part of the page is a promise');
  return result;
}

/** Nothing at all, where a part has nothing to say. */
export const nothing: Html = raw('');
