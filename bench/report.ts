export interface Measure {
  measure: string
  value: number
  unit: string
  /** What it is to be, such as `< 3`. */
  goal?: string
}

/** Prints a table for people, then one JSON line for machines. */
export function report(bench: string, title: string, measures: Measure[]) {
  console.log(`\n${title}`)
  const width = Math.max(...measures.map(({ measure }) => measure.length))
  for (const { measure, value, unit, goal } of measures) {
    console.log(`  ${measure.padEnd(width)}  ${format(value).padStart(10)} ${unit}${goal ? `  (goal ${goal})` : ''}`)
  }
  console.log(JSON.stringify({ bench, measures }))
}

function format(value: number) {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)).toString()
}
