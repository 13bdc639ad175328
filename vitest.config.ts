import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    testTimeout: 60_000,
    // Runs in folders without node_modules keep their cache here, not among the user's.
    env: { XDG_CACHE_HOME: join(tmpdir(), 'phi-scan-tests') },
  },
});
