import type { BaseLogger } from 'pino'

export type EventsLog = Pick<BaseLogger, 'warn' | 'error'>
