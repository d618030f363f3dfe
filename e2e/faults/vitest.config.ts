import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    // They share the engines, which they kill.
    fileParallelism: false,
    reporters: ['default', '../../apps/bell/tasks/vitest-closing-line.ts'],
  },
})
