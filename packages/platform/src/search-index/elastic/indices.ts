import { isDeepStrictEqual } from 'node:util'
import { createIds } from '../../clock/index.ts'
import { SearchIndexUnfit, type Generations } from '../search-index.ts'
import { beingFilled, mappings, served, settings } from './documents.ts'
import type { Request } from './request.ts'

const newId = createIds()
/** How the names of ours end, after those of their alias; another installation's prefix may be such an alias. */
const own = /^(first|[\da-f-]{36})$/
/** Names that are none of the engine's become some: they are ours, but the port takes any. */
const encode = (name: string) => (/^[a-z][a-z0-9]*$/.test(name) ? name : `x${Buffer.from(name).toString('hex')}`)

/** The indices behind the aliases `PREFIX-NAME` (which answers), `….next` and `….previous`. */
export function createIndices(request: Request, prefix: string) {
  const live = (name: string) => `${prefix}-${encode(name)}`
  const next = (name: string) => `${live(name)}.next`
  const previous = (name: string) => `${live(name)}.previous`
  const making = new Map<string, Promise<void>>()

  async function make(physical: string, state: object, aliases: object) {
    const body = { settings: { ...settings, ...state }, mappings, aliases }
    const { error } = await request<{ error?: { type: string; reason: string } }>('PUT', `/${physical}`, {
      body,
      also: [400],
    })
    // Another process may have made it this moment.
    if (error && error.type !== 'resource_already_exists_exception') {
      throw new SearchIndexUnfit(`The search engine makes no index ${physical}: ${error.reason}`)
    }
    fit(physical, await describe(physical))
  }

  const describe = (pattern: string, o?: { timeoutMs: number }) =>
    request<Record<string, Described>>('GET', `/${pattern}?ignore_unavailable=true`, o)

  async function find(name: string): Promise<Generations> {
    const found = await describe(`${live(name)}-*`)
    const holder = (alias: string) => Object.keys(found).find((physical) => alias in found[physical]!.aliases)
    return { live: holder(live(name)), next: holder(next(name)), previous: holder(previous(name)) }
  }

  return {
    live,
    next,
    find,

    /** Makes the index that answers where there is none, once for all the documents that find none. */
    ensure(name: string) {
      const made =
        making.get(name) ?? make(`${live(name)}-first`, served, { [live(name)]: {} }).finally(() => making.delete(name))
      making.set(name, made)
      return made
    },

    async begin(name: string) {
      const found = await describe(`${live(name)}-*`)
      const made = `${live(name)}-${newId()}`
      await make(made, beingFilled, {})
      // What was being built goes, and what a crash left without a name.
      const idle = Object.keys(found).filter((physical) => {
        if (!own.test(physical.slice(live(name).length + 1))) return false
        const aliases = Object.keys(found[physical]!.aliases)
        return aliases.length === 0 || aliases.includes(next(name))
      })
      await change([...idle.map(removeIndex), add(made, next(name))])
    },

    async revive(name: string) {
      const { next: dropped, previous: revived } = await find(name)
      if (!revived) return false
      fit(revived, await describe(revived))
      await change([
        ...(dropped ? [removeIndex(dropped)] : []),
        remove(revived, previous(name)),
        add(revived, next(name)),
      ])
      return true
    },

    async finish(names: string[]) {
      const actions = await Promise.all(
        names.map(async (name) => {
          const found = await find(name)
          if (!found.next) throw new Error(`There is no index to put in the place of ${live(name)}.`)
          fit(found.next, await describe(found.next))
          await request('PUT', `/${found.next}/_settings`, { body: served })
          await request('POST', `/${found.next}/_refresh`)
          return [
            ...(found.previous ? [removeIndex(found.previous)] : []),
            ...(found.live ? [remove(found.live, live(name)), add(found.live, previous(name))] : []),
            remove(found.next, next(name)),
            add(found.next, live(name)),
          ]
        }),
      )
      await change(actions.flat())
    },

    /** Searches wait for it. */
    async check() {
      const found = await describe(`${prefix}-*`, { timeoutMs: 3000 })
      for (const [physical, { aliases }] of Object.entries(found)) {
        // One that is built anew, or kept, may be another version's; with another `-`, another installation's.
        if (Object.keys(aliases).some((alias) => /^[a-z0-9]+$/.test(alias.slice(prefix.length + 1))))
          fit(physical, found)
      }
    },
  }

  async function change(actions: object[]) {
    await request('POST', '/_aliases', { body: { actions } })
  }
}

interface Described {
  aliases: object
  mappings: object
}

/** Templates of the cluster's owner may change what is made; an older version made it otherwise. */
function fit(physical: string, found: Record<string, Described>) {
  if (isDeepStrictEqual(found[physical]?.mappings, mappings)) return
  throw new SearchIndexUnfit(
    `The index ${physical} is not as this version makes it (its mapping is another). Run "bell reindex" to make it anew; ` +
      'where that ends with this message too, an index template of the cluster changes what is made.',
  )
}

const add = (index: string, alias: string) => ({ add: { index, alias } })
const remove = (index: string, alias: string) => ({ remove: { index, alias } })
const removeIndex = (index: string) => ({ remove_index: { index } })
