import type { FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter'

/** The last line of a run, in a form that any other program can read: `journeys: 12 passed, 0 failed`. */
export default class ClosingLine implements Reporter {
  #all: Suite | undefined

  onBegin(_config: unknown, suite: Suite) {
    this.#all = suite
  }

  onTestEnd(test: TestCase, result: TestResult) {
    if (result.status === 'skipped') return console.log(`↓ ${test.titlePath().slice(2).join(' › ')}`)
    const took = `${(result.duration / 1000).toFixed(1)} s`
    console.log(`${result.status === 'passed' ? '✓' : '✗'} ${test.titlePath().slice(2).join(' › ')} (${took})`)
    if (result.status !== 'passed') console.log(result.errors.map((error) => error.stack ?? error.message).join('\n'))
  }

  onEnd(_result: FullResult) {
    const outcomes = this.#all?.allTests().map((test) => test.outcome()) ?? []
    const count = (...wanted: string[]) => outcomes.filter((outcome) => wanted.includes(outcome)).length
    const skipped = count('skipped')
    const line = `journeys: ${count('expected', 'flaky')} passed, ${count('unexpected')} failed`
    console.log(skipped > 0 ? `${line}, ${skipped} skipped` : line)
  }
}
