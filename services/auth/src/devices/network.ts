import { isIPv6 } from 'node:net'
import { placeOf } from '../sign-in/address.ts'

/**
 * The network that an address is in, coarse enough to be of many: 203.0.113.0/24 or 2001:db8:1::/48. Enough to tell
 * "here" from "elsewhere", and too little to find a household by.
 */
export function networkOf(address: string): string {
  const place = placeOf(address)
  if (isIPv6(address) && place.includes(':')) return `${place.split(':').slice(0, 3).join(':')}::/48`
  return `${place.split('.').slice(0, 3).join('.')}.0/24`
}
