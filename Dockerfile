# One image for both kinds of process: `web` (default) and `worker`; `migrate` runs once per version before them.
# What it holds: Node's slim image, the checkout with its production packages, the built site and simulator. No compiler,
# no test tools, no data. It runs as the user `node`, and writes nowhere but in /app/data (SQLite) and /tmp.

FROM node:22-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
COPY package.json package-lock.json ./
COPY kernel-sim/package.json kernel-sim/
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY app app
COPY content content
COPY kernel-sim kernel-sim
COPY prisma prisma
COPY public public
COPY scripts scripts
COPY instrumentation.ts mdx-components.tsx next.config.mjs prisma.config.ts proxy.ts tsconfig.json ./
RUN node scripts/build.mjs && rm -rf .next/cache
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:22-bookworm-slim AS site
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1 HOST=0.0.0.0 PORT=3000
WORKDIR /app
RUN mkdir data && chown node:node data
COPY --from=build /app /app
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "scripts/healthcheck.mjs"]
CMD ["node", "scripts/web.mjs"]
