import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expect } from '../../../src/journey/matchers.ts';
import { useBrowser } from '../support/browser.ts';

const browser = useBrowser();
const soon = { timeout: 300 };

test('an element with as many words as asked for has enough', async () => {
  const page = await browser().newPage();
  await page.setContent('<p>one two  three\nfour</p>');

  await expect(page.locator('p')).toHaveWords(4);
  await page.close();
});

test('words that come late are waited for', async () => {
  const page = await browser().newPage();
  await page.setContent(
    `<p>one</p><script>setTimeout(() => { document.querySelector('p').textContent = 'one two' }, 300)</script>`,
  );

  await expect(page.locator('p')).toHaveWords(2, { timeout: 4_000 });
  await page.close();
});

test('an element with too few words fails, and says how many there were', async () => {
  const page = await browser().newPage();
  await page.setContent('<p>one two three</p>');

  await assert.rejects(
    expect(page.locator('p')).toHaveWords(4, soon),
    /toHaveWords[^]*locator\('p'\)[^]*at least 4 words[^]*Received: 3 words/,
  );
  await page.close();
});

test('hidden words do not count', async () => {
  const page = await browser().newPage();
  await page.setContent('<div>one<span style="display: none"> two three</span></div>');

  await assert.rejects(expect(page.locator('div')).toHaveWords(2, soon), /Received: 1 words/);
  await page.close();
});

test('the opposite holds for fewer words, and fails for as many', async () => {
  const page = await browser().newPage();
  await page.setContent('<p>one two three</p>');

  await expect(page.locator('p')).not.toHaveWords(4, soon);
  await assert.rejects(expect(page.locator('p')).not.toHaveWords(3, soon), /fewer than 3 words/);
  await page.close();
});
