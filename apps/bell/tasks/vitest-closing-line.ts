import type { Reporter, TestModule } from 'vitest/node'

/**
 * The last line of a run, in a form that any other program can read: `vitest: 120 passed, 0 failed`. Before it, where
 * NOTHING_SKIPPED is set, what was skipped: then the run fails.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    let [passed, failed] = [0, errors.length]
    const skipped: string[] = []
    for (const module of modules) {
      // A file that cannot be loaded has no tests to count: it counts as one failure itself.
      if (module.errors().length > 0) failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        else if (state === 'failed') failed++
        else skipped.push(`${module.relativeModuleId} > ${test.fullName}`)
      }
    }
    if (process.env['NOTHING_SKIPPED'] && skipped.length > 0) {
      for (const name of skipped) console.log(`Skipped, which nothing may be here: ${name}`)
      process.exitCode = 1
    }
    const last = skipped.length > 0 ? `, ${skipped.length} skipped` : ''
    console.log(`vitest: ${passed} passed, ${failed} failed${last}`)
  }
}
