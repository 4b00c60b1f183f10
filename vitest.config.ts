import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    include: ['{app,content,kernel-sim,prisma,scripts}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
