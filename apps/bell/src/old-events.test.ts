import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { authEvents } from '@bell/auth'
import { imgEvents } from '@bell/img'
import { musicEvents } from '@bell/music'
import { deadLettered, type BellEvent } from '@bell/platform/events'
import { describe, expect, test } from 'vitest'

const services = join(import.meta.dirname, '../../../services')

/*
 * `services/NAME/events/TYPE.VERSION.json` (or `TYPE.VERSION.WHAT.json` for forms that a version has had) is an event as
 * it stands on a bus, for each version that there ever was. What has been published once is read for as long as a bus, an
 * outbox or a dead letter may hold it: never change an example, add one.
 */
describe.each([
  ['auth', [...authEvents, deadLettered('auth')]],
  ['img', [...imgEvents, deadLettered('img')]],
  ['music', [...musicEvents, deadLettered('music')]],
])('events of %s', (service, definitions) => {
  const folder = join(services, service, 'events')
  const examples = readdirSync(folder).map((file) => ({
    file,
    event: JSON.parse(readFileSync(join(folder, file), 'utf8')) as BellEvent,
  }))

  test.each(examples)('$file is read still', ({ file, event }) => {
    const [version] = file.slice(event.type.length + 1).split('.')
    expect(event).toMatchObject({
      specversion: '1.0',
      source: service,
      dataschema: `urn:musicbell:event:${event.type}:${version}`,
    })
    const definition = definitions.find((one) => one.is(event))
    expect(definition?.data.safeParse(event.data).error).toBeUndefined()
  })

  test.each(definitions)('each version of $type has an example', ({ type, version, topic }) => {
    const versions = Array.from({ length: version }, (_, n) => `${type}.${n + 1}.json`)
    expect(examples.map(({ file }) => file)).toEqual(expect.arrayContaining(versions))
    expect(topic.split('.')[0]).toBe(type.split('.')[0])
  })
})
