import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from '@playwright/test';
import { handleOverlays } from '../../../pages/components/overlays.ts';
import { useBrowser } from '../support/browser.ts';

const browser = useBrowser();

const covering = 'position: fixed; inset: 0; background: white;';
const closesItself = `onclick="this.closest('.overlay').remove()"`;

const consent = `<div class="overlay" style="${covering}"><button id="onetrust-accept-btn-handler" ${closesItself}>Accept</button></div>`;
const popup = `<div class="overlay" role="dialog" style="${covering}"><button class="modalClose" ${closesItself}>✕</button></div>`;
const footer = `<div class="overlay" style="${covering}"><span class="footer-close-btn" ${closesItself}>X</span></div>`;
const unknown = `<div class="overlay" role="dialog" style="${covering}"><button aria-label="Close" ${closesItself}>✕</button></div>`;

/** A page with one button to press, what lies over it, and the overlays handled. */
async function pageUnder(overlays: string): Promise<Page> {
  const page = await browser().newPage();
  page.setDefaultTimeout(4_000);
  await handleOverlays(page);
  await page.setContent(`<button id="aim" onclick="document.title = 'pressed'">Go on</button>${overlays}`);
  return page;
}

const cases = {
  'the cookie consent': consent,
  'a pop-up': popup,
  'the adhesive footer': footer,
  'a dialog of any kind with a button to close it': unknown,
  'a pop-up that lies over the button of the consent': consent + popup,
  'two pop-ups at once': popup + popup,
} as const;

for (const [what, overlays] of Object.entries(cases)) {
  test(`${what}: closed before a click under it`, async () => {
    const page = await pageUnder(overlays);

    await page.locator('#aim').click();

    assert.equal(await page.title(), 'pressed');
    assert.equal(await page.locator('.overlay').count(), 0);
    await page.close();
  });
}

for (const own of ['references-layer', 'clearallalert']) {
  test(`#${own} belongs to the page and stays open, although it has a button to close it`, async () => {
    const page = await pageUnder(
      `<div id="${own}" role="dialog"><p>Something to read</p><button ${closesItself}>Close</button></div>`,
    );

    await page.locator('#aim').click();

    assert.equal(await page.getByRole('dialog').count(), 1);
    await page.close();
  });
}

test('an overlay closes although a dialog of the page’s own lies over its button', async () => {
  const page = await pageUnder(
    `${footer}<div id="references-layer" role="dialog" style="${covering}"><button id="inner" onclick="document.title = 'read'">Read</button></div>`,
  );

  await page.locator('#inner').click();

  assert.equal(await page.title(), 'read');
  assert.equal(await page.locator('.overlay').count(), 0);
  await page.close();
});

test('an overlay that comes later is closed too', async () => {
  const page = await pageUnder('');
  await page.evaluate((markup) => setTimeout(() => document.body.insertAdjacentHTML('beforeend', markup), 200), popup);
  await page.waitForFunction(() => document.querySelector('.overlay') !== null);

  await page.locator('#aim').click();

  assert.equal(await page.title(), 'pressed');
  await page.close();
});
