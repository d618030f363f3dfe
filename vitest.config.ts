import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages,services,apps}/**/*.test.{ts,tsx}'],
    testTimeout: 20_000,
    reporters: ['default', './apps/bell/tasks/vitest-closing-line.ts'],
  },
})
