import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expect, type Page } from '@playwright/test';
import { news, articlePath } from '../../../standin/data/news.ts';
import { useBrowser } from '../support/browser.ts';
import { useStandin } from './core-client.ts';

const browser = useBrowser();

/** A page of a visitor who has never been here; closed with its context. */
async function visit(check: (page: Page) => Promise<void>, viewport = { width: 1280, height: 800 }): Promise<void> {
  const context = await browser().newContext({ viewport });
  try {
    await check(await context.newPage());
  } finally {
    await context.close();
  }
}

const banner = (page: Page) => page.locator('#onetrust-banner-sdk');

describe('cookie consent', () => {
  const standin = useStandin();

  test('is asked for over a dark filter, once for all hosts of the domain, and again on education', () =>
    visit(async (page) => {
      const { www, reference, education } = standin().origins;
      await page.goto(`${www}/`);
      await expect(banner(page)).toBeVisible();
      await expect(page.locator('.onetrust-pc-dark-filter')).toBeVisible();

      await page.locator('#onetrust-accept-btn-handler').click();
      await expect(banner(page)).toHaveCount(0);
      await expect(page.locator('.onetrust-pc-dark-filter')).toHaveCount(0);

      // The banner would come 150 ms after load; the footer's link brings it back on request, so it is not merely late.
      await page.goto(`${reference}/`);
      await page.locator('#ot-sdk-btn').click();
      await page.locator('#onetrust-reject-all-handler').click();
      const consents = (await page.context().cookies()).filter(({ name }) => name === 'OptanonAlertBoxClosed');
      assert.deepEqual(
        consents.map(({ domain }) => domain),
        ['.medscape.localhost'],
      );

      await page.goto(`${education}/`);
      await expect(banner(page)).toBeVisible();
    }));
});

describe('what lies over a page', () => {
  const standin = useStandin({ switches: { consent: false, popup: true, adhesiveFooter: true } });

  test('comes late, and goes by its buttons', () =>
    visit(async (page) => {
      await page.goto(`${standin().origins.www}/`);
      await expect(page.locator('#layerAd1')).toBeVisible();
      await expect(page.locator('#whiteoutlayer')).toBeVisible();
      await page.locator('.modalClose').click();
      await expect(page.locator('#whiteoutlayer')).toHaveCount(0);

      await expect(page.locator('#footercontents > .adhesive-footer-wrapper #ads-pos-145')).toBeVisible();
      await page.locator('.footer-close-btn').click();
      await expect(page.locator('.adhesive-footer-wrapper')).toHaveCount(0);
      await expect(banner(page)).toHaveCount(0);
    }));

  test('has another advertisement at the foot of a phone', () =>
    visit(
      async (page) => {
        await page.goto(`${standin().origins.www}/`);
        await expect(page.locator('#ads-pos-1145')).toBeVisible();
      },
      { width: 390, height: 844 },
    ));
});

describe('without overlays', () => {
  const standin = useStandin({ switches: { consent: false } });

  test('on a phone the navigation stands behind a button, and nothing is wider than the window', () =>
    visit(
      async (page) => {
        await page.goto(`${standin().origins.www}/`);
        const tab = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Drugs & Diseases' });
        await expect(tab).toBeHidden();
        await page.getByRole('button', { name: 'Menu' }).click();
        await expect(tab).toBeVisible();
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
      },
      { width: 390, height: 844 },
    ));

  test('the specialties open from the header', () =>
    visit(async (page) => {
      await page.goto(`${standin().origins.www}/`);
      await page.locator('.header-specialty-toggle').click();
      await page.locator('.header-specialty-menu').getByRole('link', { name: 'Neurology' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Neurology');
    }));

  test('the wall covers an article after a moment, and what comes after its text', () =>
    visit(async (page) => {
      const paged = news.find(({ pages }) => pages.length > 1);
      assert.ok(paged);
      await page.goto(standin().origins.www + articlePath(paged));
      await expect(page.getByText('To continue reading this article')).toBeVisible();
      await expect(page.locator('#next-section a')).toBeHidden();
      await page.locator('.registration-wall').getByRole('link', { name: 'Log In' }).click();
      await expect(page.locator('#userId')).toBeVisible();
    }));

  test('a blank search is not sent', () =>
    visit(async (page) => {
      await page.goto(`${standin().origins.www}/`);
      await page.locator('#searchInput').fill('   ');
      await page.locator('#searchInput').press('Enter');
      await expect(page).toHaveURL(`${standin().origins.www}/`);
      await page.locator('#searchInput').fill('warfarin');
      await page.locator('#searchInput').press('Enter');
      await expect(page).toHaveURL(`${standin().origins.search}/search/?q=warfarin`);
    }));
});
