import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseKafkaUrl } from './index.ts'

test('brokers stand side by side, with ports or without', () => {
  expect(parseKafkaUrl('kafka://a:9092,b.example.org,[::1]:9094').connection).toEqual({
    bootstrapBrokers: ['a:9092', 'b.example.org', '[::1]:9094'],
  })
})

test('a user signs in by SCRAM unless told, and an authority of one’s own is read from its file', () => {
  const ca = join(mkdtempSync(join(tmpdir(), 'bell-ca-')), 'ca.pem')
  writeFileSync(ca, 'its certificate')

  expect(parseKafkaUrl(`kafka+tls://bell:p%40ss%3Aword@a:9093?ca=${ca}`).connection).toEqual({
    bootstrapBrokers: ['a:9093'],
    sasl: { mechanism: 'SCRAM-SHA-512', username: 'bell', password: 'p@ss:word' },
    tls: { ca: Buffer.from('its certificate') },
    tlsServerName: true,
  })
  for (const address of ['10.0.0.7:9093', '10.0.0.7', '[::1]:9093'])
    expect(parseKafkaUrl(`kafka+tls://${address}`).connection.tlsServerName, address).toBe(false)
  expect(parseKafkaUrl('kafka+tls://bell:secret@a?sasl=plain').connection.sasl?.mechanism).toBe('PLAIN')
  expect(parseKafkaUrl('kafka://bell:secret@a?sasl=scram-sha-256').connection.sasl?.mechanism).toBe('SCRAM-SHA-256')
})

test('a path is a prefix for the names of topics and groups', () => {
  const nameOf = (url: string) => parseKafkaUrl(url).nameOf('music.tracks')

  expect(nameOf('kafka://a:9092,b:9092/school')).toBe('school.music.tracks')
  expect(nameOf('kafka+tls://bell:secret@a:9093/school_2?sasl=plain')).toBe('school_2.music.tracks')
  expect(nameOf('kafka://a:9092')).toBe('music.tracks')
  expect(nameOf('kafka://a:9092/')).toBe('music.tracks')
})

test('a topic that is made has 12 partitions unless told', () => {
  expect(parseKafkaUrl('kafka://a:9092').partitions).toBe(12)
  expect(parseKafkaUrl('kafka://a:9092/school?partitions=3').partitions).toBe(3)
})

test.each([
  ['http://a:9092', /of the form kafka:/],
  ['kafka://', /of the form/],
  ['kafka://a b:9092', /of the form/],
  ['kafka://bell@a:9092', /of the form/],
  ['kafka://a:9092/two/paths', /of the form/],
  ['kafka://a:9092/a.b', /of the form/],
  ['kafka://bell:secret@a?sasl=plain', /sends the password readable/],
  ['kafka://bell:secret@a?sasl=md5', /sasl is one of scram-sha-256, scram-sha-512, plain/],
  ['kafka://a:9092?ca=/ca.pem', /ca needs kafka\+tls/],
  ['kafka+tls://a:9092?ssl=yes', /"ssl" is not known/],
  ['kafka://a:9092?partitions=0', /a number from 1 to 999/],
])('%s is refused, and the words say why without the password', (text, why) => {
  expect(() => parseKafkaUrl(text)).toThrow(why)
  expect(() => parseKafkaUrl(text)).not.toThrow(/secret/)
})
