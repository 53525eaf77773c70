import { layers } from '../../evidence/types.ts';
import { causes, exitCodes, verdicts } from '../../verdict/types.ts';
import { causeWords, layerWords, verdictWords } from '../words.ts';
import { chip } from './bits.ts';
import { html, type Html } from './html.ts';

/** What each verdict, cause and layer means, for whoever reads such a page for the first time. */
export function legend(): Html {
  return html`<section class="group" id="legend" aria-labelledby="legend-title">
    <h2 id="legend-title">How to read this page</h2>
    <details class="legend">
      <summary>Verdicts: what is concluded about one journey, worst first</summary>
      <dl id="legend-verdicts">
        ${verdicts.map(
          (verdict) =>
            html`<div>
              <dt>${chip(verdict)} <span class="quiet">exit ${exitCodes[verdict]}</span></dt>
              <dd>${verdictWords[verdict].meaning}</dd>
            </div>`,
        )}
      </dl>
    </details>
    <details class="legend">
      <summary>Causes: why one attempt failed, the first that fits</summary>
      <dl id="legend-causes">
        ${causes.map(
          (cause) =>
            html`<div>
              <dt><span class="cause">${causeWords[cause].label}</span></dt>
              <dd>${causeWords[cause].meaning}</dd>
            </div>`,
        )}
      </dl>
    </details>
    <details class="legend">
      <summary>Who spoke: where an answer came from</summary>
      <dl id="legend-layers">
        ${layers.map(
          (layer) =>
            html`<div>
              <dt>${layerWords[layer].label}</dt>
              <dd>${layerWords[layer].meaning}</dd>
            </div>`,
        )}
      </dl>
    </details>
  </section>`;
}
