/** The long form takes an hour (`npm run test:faults`), the short one minutes (`npm run test:faults -- short`). */
export const isLong = process.env['BELL_FAULTS'] === 'long'
