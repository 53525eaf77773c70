# The suite with its browser, for Kubernetes and other engines: docker build -t medscape-journeys .
# node_modules/node pins the Node that runs the suite; the image's own only sets it up.
FROM node:24-bookworm-slim

# The browsers that setup.mjs would install; certutil for CA_FILE; tini ends the browsers' orphans.
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      chromium chromium-headless-shell fonts-liberation ca-certificates libnss3-tools tini \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /suite
RUN chown node:node /suite
# uid 1000, as deploy/kubernetes has it
USER node

COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --loglevel=error && npm cache clean --force

COPY --chown=node:node . .
# Leaves its stamp, so that nothing is set up when a container starts, whose file system may be read-only.
RUN node setup.mjs

ENV REPORTS_DIR=/suite/reports
ENTRYPOINT ["tini", "--", "node", "setup.mjs"]
CMD ["start"]
