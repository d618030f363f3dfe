/** The long form takes an hour (`npm run test:faults`), the short one minutes (`npm run test:faults -- short`, and in `npm run test:engines`). */
export const isLong = process.env['BELL_FAULTS'] === 'long'
