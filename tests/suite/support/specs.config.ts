import main from '../../../playwright.config.ts';

/** The project's own configuration, with the journeys of another folder: what the tests of the fixtures run. */
export default {
  ...main,
  projects: (main.projects ?? []).map((project) =>
    project.name === 'set-up' ? project : { ...project, testDir: process.env['SPECS_DIR'] ?? '' },
  ),
};
