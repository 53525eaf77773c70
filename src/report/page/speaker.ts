import type { Layer } from '../../evidence/types.ts';
import { layerWords } from '../words.ts';
import { html, type Html } from './html.ts';

const chain = [
  ['edge', 'Edge'],
  ['httpd', 'Apache'],
  ['proxy', 'Apache for backend'],
  ['application', 'Application'],
] as const;

/** Who spoke, on the way from the reader to the application. */
export function speaker(layer: Layer): Html {
  return html`<div class="speaker">
    <p><span class="label">Who spoke</span> <b>${layerWords[layer].label}</b>. ${layerWords[layer].meaning}</p>
    ${
      layer === 'unknown'
        ? ''
        : html`<ol aria-hidden="true">
            <li>Browser</li>
            ${chain.map(([name, label]) => html`<li class="${name === layer ? 'spoke' : ''}">${label}</li>`)}
          </ol>`
    }
  </div>`;
}
