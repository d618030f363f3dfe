/** Runs each contestant in turn, so that what else the machine does meets all alike; the first round is for the compiler. */
export async function inTurns<Contestant, Result>(
  contestants: Contestant[],
  rounds: number,
  run: (one: Contestant) => Promise<Result>,
): Promise<Map<Contestant, Result[]>> {
  const results = new Map<Contestant, Result[]>(contestants.map((one) => [one, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const [one, all] of results) {
      const result = await run(one)
      if (round > 0) all.push(result)
    }
  }
  return results
}
