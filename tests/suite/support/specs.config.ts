import { resolve } from 'node:path';
import main from '../../../playwright.config.ts';

/** The project's own configuration, with the journeys of another folder: what the tests of the fixtures run. */
export default {
  ...main,
  // as in the project's own: files of tests are told relative to it
  testDir: resolve(import.meta.dirname, '../../..'),
  projects: (main.projects ?? []).map((project) =>
    project.name === 'set-up' ? project : { ...project, testDir: process.env['SPECS_DIR'] ?? '' },
  ),
};
