import type { FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter'

/**
 * A line a test; at the end what failed, once more, where the end is all that one has of a log; and a last line in a form
 * that any other program can read: `journeys: 12 passed, 0 failed`. Where NOTHING_SKIPPED is set, a test that is skipped
 * fails the run.
 */
export default class ClosingLine implements Reporter {
  #all: Suite | undefined

  onBegin(_config: unknown, suite: Suite) {
    this.#all = suite
  }

  onTestEnd(test: TestCase, result: TestResult) {
    if (result.status === 'skipped') return console.log(`↓ ${test.titlePath().slice(2).join(' › ')}`)
    const took = `${(result.duration / 1000).toFixed(1)} s`
    console.log(`${result.status === 'passed' ? '✓' : '✗'} ${test.titlePath().slice(2).join(' › ')} (${took})`)
    if (result.status !== 'passed') console.log(errorsOf(result))
  }

  onEnd({ status }: FullResult): Promise<Pick<FullResult, 'status'>> {
    const all = this.#all?.allTests() ?? []
    const outcomes = all.map((test) => test.outcome())
    const count = (...wanted: string[]) => outcomes.filter((outcome) => wanted.includes(outcome)).length
    for (const test of all.filter((test) => test.outcome() === 'unexpected')) {
      console.log(`✗ ${test.titlePath().slice(2).join(' › ')}\n${test.results.map(errorsOf).join('\n')}`)
    }
    const skipped = count('skipped')
    const line = `journeys: ${count('expected', 'flaky')} passed, ${count('unexpected')} failed`
    console.log(skipped > 0 ? `${line}, ${skipped} skipped` : line)
    return Promise.resolve({ status: process.env['NOTHING_SKIPPED'] && skipped > 0 ? 'failed' : status })
  }
}

const errorsOf = ({ errors }: TestResult) => errors.map((error) => error.stack ?? error.message).join('\n')
