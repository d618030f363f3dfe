import { AppError, notFound } from '@bell/platform/http'
import type { DeadLetter } from '@bell/platform/events'
import { z } from 'zod'
import type { CommandDeps, CommandOf } from './commands.ts'

const Id = z.string().describe('a dead letter’s id')

/** What an operator does with events. Each works on the products of the process that runs it. */
export const eventCommands = {
  'events state': command({
    about: 'how far behind events are: what waits in each outbox, and what each consumer has not acknowledged',
    input: z.object({}),
    async run(context) {
      const measured = runtimes(context).map(async ({ service, events }) => {
        const { outbox, deadLetters, consumers } = await events.measure()
        const own = Object.entries(consumers).map(([consumer, { behind }]) => ({ service, consumer, behind }))
        return [{ service, waiting: outbox.waiting, oldestSeconds: outbox.oldestMs / 1000, deadLetters }, ...own]
      })
      return (await Promise.all(measured)).flat()
    },
  }),
  'events dead-letters': command({
    about: 'list what consumers could not take, newest first; at most 50 a service, older ones with --before',
    input: z.object({ before: Id.optional() }),
    async run(context, { before }) {
      const listed = runtimes(context).map(async ({ service, events }) =>
        (await events.deadLetters.list({ before })).map((letter) => presentLetter(service, letter)),
      )
      return (await Promise.all(listed)).flat()
    },
  }),
  'events replay': command({
    about: 'give dead letters to their consumers once more: those that are named, several with commas',
    input: z.object({ id: z.array(z.string()).min(1).max(50) }),
    async run(context, { id: ids }) {
      const done: { id: string; outcome: string }[] = []
      for (const id of ids) done.push({ id, outcome: await replay(context, id) })
      return done
    },
  }),
  'events discard': command({
    about: 'forget a dead letter: what it would have done is never done',
    input: z.object({ id: Id }),
    async run(context, { id }) {
      for (const { events } of runtimes(context)) if (await events.deadLetters.discard(id)) return { id }
      throw noLetter(id)
    },
  }),
  'events reread': command({
    about: `let a consumer read again what was published since a time, as far as it is kept; what it has applied is passed
      over, so this brings back what was lost with a database that came from a backup`,
    input: z.object({
      consumer: z.string().describe('its name, as bell events state has it'),
      since: z.iso.datetime({ offset: true }).describe('such as 2026-11-24T09:30:00Z'),
    }),
    async run(context, { consumer, since }) {
      for (const { events } of runtimes(context)) {
        const count = await events.reread(consumer, Date.parse(since))
        if (count !== undefined) return { consumer, events: count }
      }
      throw notFound('consumer_not_found', `There is no consumer ${consumer} in this process.`)
    },
  }),
}

function command<I extends z.ZodObject>(of: CommandOf<CommandDeps, I>) {
  return { ...of, product: 'all' as const }
}

function runtimes({ products }: CommandDeps) {
  return products.map(({ name, events }) => ({ service: name, events }))
}

function presentLetter(service: string, { id, consumer, event, error, attempts, failedAt }: DeadLetter) {
  const { type, subject } = event
  const [why] = error.split('\n')
  return { id, service, consumer, type, subject, attempts, failedAt: new Date(failedAt).toISOString(), error: why }
}

async function replay(context: CommandDeps, id: string) {
  for (const { events } of runtimes(context)) {
    try {
      if (await events.deadLetters.replay(id)) return 'applied'
    } catch (error) {
      return `failed again: ${error instanceof Error ? error.message : String(error)}`
    }
  }
  return noLetter(id).detail
}

function noLetter(id: string): AppError {
  return notFound('dead_letter_not_found', `There is no dead letter ${id} in this process (any more).`)
}
