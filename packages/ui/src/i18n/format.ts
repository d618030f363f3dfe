/** Everything a page writes with numbers in it, by the language's own rules. */
export interface Formats {
  /** Seconds as on a player: 3:41, 1:02:03; an unknown length is a dash. */
  duration: (seconds: number | null | undefined) => string
  /** Seconds as words, for screen readers: "3 minutes 41 seconds". */
  spokenDuration: (seconds: number) => string
  number: (value: number) => string
  /** 0..1 as a percentage without decimals. */
  percent: (fraction: number) => string
  /** Bytes in decimal units: 2.1 MB. */
  bytes: (value: number) => string
  /** An instant as distance from now: "3 days ago". */
  relative: (instant: string | number | Date, now?: number) => string
  date: (instant: string | number | Date) => string
  /** Day and time, to the minute. */
  dateTime: (instant: string | number | Date) => string
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const spans: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_556_952],
  ['month', 2_629_746],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

const made = new Map<string, Formats>()

/** The formats of a language; made once, since Intl's constructors are dear. */
export function formatsOf(language: string): Formats {
  const known = made.get(language)
  if (known) return known
  const formats = createFormats(language)
  made.set(language, formats)
  return formats
}

function createFormats(language: string): Formats {
  const number = new Intl.NumberFormat(language)
  const percent = new Intl.NumberFormat(language, { style: 'percent' })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const spokenPart = (value: number, unit: 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value)

  return {
    duration: clock,
    spokenDuration(seconds) {
      const [h, m, s] = parts(seconds)
      const said = [h > 0 && spokenPart(h, 'hour'), m > 0 && spokenPart(m, 'minute')]
      if (s > 0 || (h === 0 && m === 0)) said.push(spokenPart(s, 'second'))
      return said.filter(Boolean).join(' ')
    },
    number: (value) => number.format(value),
    percent: (fraction) => percent.format(fraction),
    bytes(value) {
      const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
      const scaled = value / 1000 ** step
      const digits = step > 0 && scaled < 10 ? 1 : 0
      return new Intl.NumberFormat(language, {
        style: 'unit',
        unit: units[step],
        unitDisplay: step === 0 ? 'long' : 'short',
        maximumFractionDigits: digits,
      }).format(scaled)
    },
    relative(instant, now = Date.now()) {
      const seconds = (new Date(instant).getTime() - now) / 1000
      const span = spans.find(([, length]) => Math.abs(seconds) >= length)
      return span ? relative.format(Math.trunc(seconds / span[1]), span[0]) : relative.format(0, 'second')
    },
    date: (instant) => date.format(new Date(instant)),
    dateTime: (instant) => dateTime.format(new Date(instant)),
  }
}

function parts(seconds: number): [number, number, number] {
  const whole = Math.max(0, Math.floor(seconds))
  return [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
}

function clock(seconds: number | null | undefined) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–'
  const [h, m, s] = parts(seconds)
  const tail = `${h > 0 ? String(m).padStart(2, '0') : m}:${String(s).padStart(2, '0')}`
  return h > 0 ? `${h}:${tail}` : tail
}
