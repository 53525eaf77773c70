// The browser and screen of our desktop project; the bench gives the path of the browser on the command line.
export default () => ({
  playwrightOptions: {
    viewport: { width: 1280, height: 800 },
    args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  },
});
