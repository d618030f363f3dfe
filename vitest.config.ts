import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages,services,apps}/**/*.test.{ts,tsx}'],
    testTimeout: 20_000,
    // A file has a core of its own: what it waits for is mostly itself.
    maxWorkers: '100%',
    // A busy machine may miss a deadline once; what fails twice is broken.
    retry: process.env['CI'] ? 1 : 0,
    reporters: ['default', './apps/bell/tasks/vitest-closing-line.ts'],
  },
})
