import type { Reporter, TestModule } from 'vitest/node'

/** The last line of a run, in a form that any other program can read: `vitest: 120 passed, 0 failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    let [passed, failed, skipped] = [0, errors.length, 0]
    for (const module of modules) {
      // A file that cannot be loaded has no tests to count: it counts as one failure itself.
      if (module.errors().length > 0) failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        else if (state === 'failed') failed++
        else skipped++
      }
    }
    console.log(`vitest: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  }
}
