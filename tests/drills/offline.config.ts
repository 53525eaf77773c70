import { defineConfig } from '@playwright/test';
import suite from '../../playwright.config.ts';

/** The suite's own configuration, with journeys whose browser is told that its machine has no network. The preflight's has one. */
export default defineConfig(suite, { projects: [{ name: 'desktop', use: { offline: true } }] });
