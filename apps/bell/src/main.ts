import { enableCompileCache } from 'node:module'

// Types are stripped and code is compiled once, not at every start. Worker threads learn of the cache by the
// variable only; without it each would load the type stripper: 27 MB and 80 ms.
const { directory } = enableCompileCache()
if (directory) process.env.NODE_COMPILE_CACHE = directory

// oidc-provider warns of any Node that is not yet called LTS, which is no news to a person who starts this.
const { warn } = console
console.warn = (...words: unknown[]) => {
  if (!String(words[0]).includes('Unsupported runtime')) warn(...words)
}

const { runCommandLine } = await import('./command-line.ts')
await runCommandLine(process.argv.slice(2))
