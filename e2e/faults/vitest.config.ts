import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['e2e/faults/*.test.ts'],
    // They share the engines, which they kill.
    fileParallelism: false,
    reporters: ['default', './apps/bell/tasks/vitest-closing-line.ts'],
  },
})
