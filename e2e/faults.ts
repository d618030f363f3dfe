/// <reference lib="dom" />
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** What axe finds on the page as it is now: the rule and the element, one line each. */
export async function axeFaults(page: Page): Promise<string[]> {
  // There are no frames, so it need not gather what it found in another page; nor is what passed to be described.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'], selectors: false })
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

/** What is only a moment of a transition passes; what stays is a fault. */
export async function expectNoFaults(page: Page) {
  await expect.poll(() => axeFaults(page), { timeout: 15_000 }).toEqual([])
}
