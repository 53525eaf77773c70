import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html, raw, type Html } from './html.ts';
import { sprite } from './icons.ts';

export interface Shell {
  readonly title: string;
  /** A `data:` URI. */
  readonly icon: string;
  /** CSS, and script where there is one, to the letter. */
  readonly style: string;
  readonly script?: string;
  readonly body: Html;
}

/** The look that all pages share. */
export const pageStyle = readFileSync(new URL('page.css', import.meta.url), 'utf8');

/** What all pages do with a script; one of its own goes after it. */
export const pageScript = readFileSync(new URL('shell-script.js', import.meta.url), 'utf8');

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing may be fetched, from anywhere; only this page's own style and script run, whatever text found its way into it. */
const policyFor = ({ style, script }: Shell): string =>
  [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** An HTML file that stands for itself and asks nothing of any host. */
export function shell(of: Shell): string {
  // Written between their tags by `raw`, to the letter: the policy's hashes are over exactly these texts.
  return String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${policyFor(of)}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <title>${of.title}</title>
          <link rel="icon" href="${of.icon}" />
          ${raw(`<style>${of.style}</style>`)}
        </head>
        <body>
          ${sprite} ${of.body} ${of.script === undefined ? '' : raw(`<script>${of.script}</script>`)}
        </body>
      </html> `,
  );
}
