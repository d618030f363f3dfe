import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const rpIdHash = (id: string) => createHash('sha256').update(id).digest()
const base64Url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const flags = { present: 1, verified: 4, backupEligible: 8, backedUp: 16, attested: 64 }

// CBOR (RFC 8949) as far as a key and an attestation need it.
const head = (type: number, n: number) =>
  n < 24
    ? Buffer.of((type << 5) | n)
    : n < 256
      ? Buffer.of((type << 5) | 24, n)
      : Buffer.of((type << 5) | 25, n >> 8, n & 255)
const int = (n: number) => (n < 0 ? head(1, -1 - n) : head(0, n))
const bytes = (value: Uint8Array) => Buffer.concat([head(2, value.length), value])
const text = (value: string) => Buffer.concat([head(3, value.length), Buffer.from(value)])
const map = (...pairs: Buffer[][]) => Buffer.concat([head(5, pairs.length), ...pairs.flat()])

/**
 * A security key with one credential, as WebAuthn Level 3 has it: ES256, no attestation. What it says can be bent, to
 * try what must be refused.
 */
export function testAuthenticator({
  origin = 'http://localhost:4000',
  rpId = 'localhost',
  verifies = true,
  synced = false,
  counts = true,
} = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  let userHandle: string | undefined
  let counter = 0

  const clientData = (type: string, challenge: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))

  function authenticatorData(attested: Buffer = Buffer.alloc(0)) {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counts ? counter++ : 0)
    const flag =
      flags.present |
      (verifies ? flags.verified : 0) |
      (synced ? flags.backupEligible | flags.backedUp : 0) |
      (attested.length > 0 ? flags.attested : 0)
    return Buffer.concat([rpIdHash(rpId), Buffer.of(flag), count, attested])
  }

  return {
    /** navigator.credentials.create(), as JSON. */
    register(options: { challenge: string; user: { id: string } }) {
      userHandle = options.user.id
      const key = map(
        [int(1), int(2)],
        [int(3), int(-7)],
        [int(-1), int(1)],
        [int(-2), bytes(Buffer.from(x!, 'base64url'))],
        [int(-3), bytes(Buffer.from(y!, 'base64url'))],
      )
      const authData = authenticatorData(Buffer.concat([Buffer.alloc(16), Buffer.of(0, id.length), id, key]))
      const attestation = map(
        [text('fmt'), text('none')],
        [text('attStmt'), map()],
        [text('authData'), bytes(authData)],
      )
      return {
        id: base64Url(id),
        rawId: base64Url(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64Url(clientData('webauthn.create', options.challenge)),
          attestationObject: base64Url(attestation),
          transports: ['usb'],
        },
      }
    },
    /** navigator.credentials.get(), as JSON. */
    answer({ challenge }: { challenge: string }) {
      const data = authenticatorData()
      const client = clientData('webauthn.get', challenge)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      return {
        id: base64Url(id),
        rawId: base64Url(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64Url(client),
          authenticatorData: base64Url(data),
          signature: base64Url(sign('sha256', signed, privateKey)),
          userHandle,
        },
      }
    },
    /** As a copy that was made earlier would be. */
    turnBack(to: number) {
      counter = to
    },
  }
}
