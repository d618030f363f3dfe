import type { FastifyInstance } from 'fastify'

/** What is known of an app's routes when a request matches none. */
export interface KnownRoutes {
  /** The methods under which this path exists. */
  methodsOf(path: string): string[]
  /** Whether some route begins with the same first segment, so that a page of the web app cannot be meant. */
  ownsPath(path: string): boolean
}

/** Watches routes as they are declared. Asked only on the way to a 404, so it may be slow. */
export function watchRoutes(app: FastifyInstance): KnownRoutes {
  const patterns: { methods: string[]; shape: RegExp }[] = []
  const heads = new Set(['api', 'session'])

  app.addHook('onRoute', ({ method, url }) => {
    heads.add(url.split('/', 2)[1]!)
    patterns.push({ methods: [method].flat(), shape: shapeOf(url) })
  })

  return {
    methodsOf: (path) => [
      ...new Set(patterns.filter(({ shape }) => shape.test(path)).flatMap(({ methods }) => methods)),
    ],
    ownsPath: (path) => heads.has(path.split('/', 2)[1]!),
  }
}

// find-my-way's patterns: `:name`, `:name(regex)`, `:a.:b` inside a segment, and a last `*`.
function shapeOf(url: string) {
  const source = url
    .replaceAll(/[.+?^${}|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/:\w+(\([^)]*\))?/g, '[^/]+')
    .replaceAll('*', '.*')
  return new RegExp(`^${source}$`)
}
