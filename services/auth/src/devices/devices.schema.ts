import { z } from 'zod'

/** Where one is signed in: a browser's session. Instants are ISO 8601. */
export const Device = z.object({
  id: z.string(),
  /** As the browser names itself; null where it does not say. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  /** The network of its last visit, coarse: 203.0.113.0/24. null where it is not known. */
  network: z.string().nullable(),
  /** Whether that is the network of who asks. */
  here: z.boolean(),
  /** Whether it is the browser that asks. */
  current: z.boolean(),
  /** Signed in as on a computer that others use, too: it ends by itself after eight hours, or with the browser. */
  shared: z.boolean(),
  signedInAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  products: z.array(z.object({ clientId: z.string(), name: z.string() })),
})
export type Device = z.infer<typeof Device>
export const DeviceList = z.object({ items: z.array(Device) })
export const DeviceParams = z.object({ deviceId: z.string().regex(/^[\w-]{1,64}$/) })
export const EndAll = z.object({ including: z.enum(['others', 'this']) })
export const EndedCount = z.object({ ended: z.int() })

/** What one is told once: a copy of a session came up and was ended. */
export const Notice = z.object({ id: z.uuid(), kind: z.literal('session_copied'), at: z.iso.datetime() })
export const NoticeList = z.object({ items: z.array(Notice) })
export const SignInNotices = NoticeList.extend({ redirectTo: z.url() })
