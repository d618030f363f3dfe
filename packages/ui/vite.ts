import { readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { Plugin, UserConfig } from 'vite'

export type Product = 'auth' | 'music' | 'img'

const frame =
  /node_modules\/(react|react-dom|scheduler|i18next|react-i18next|use-sync-external-store|@tanstack\/(react-router|router-core|history|store|react-store|react-query|query-core))\//
const themeScript = readFileSync(join(import.meta.dirname, 'theme-script.js'), 'utf8')

/** The one Vite configuration of the three web apps. `product` names the app in its dev server and its build. */
export function bellApp({ product }: { product: Product }): UserConfig {
  return {
    plugins: [react(), tailwindcss(), themeBeforePaint(), precompressed()],
    define: { 'import.meta.env.BELL_PRODUCT': JSON.stringify(product) },
    // The kit is source, not a package to prebundle: a change in it reloads the page.
    optimizeDeps: { exclude: ['@bell/ui'] },
    resolve: { dedupe: ['react', 'react-dom', 'i18next', 'react-i18next', '@tanstack/react-query'] },
    build: {
      target: 'baseline-widely-available',
      // No data: addresses, so that the content security policy can do without them.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      reportCompressedSize: false,
      rolldownOptions: {
        output: {
          // What every page of every app runs on: one file, that an update of the app leaves in the browser's cache.
          codeSplitting: { groups: [{ name: 'frame', test: frame }] },
        },
      },
    },
  }
}

/** Puts a blocking script in the head that sets theme and language before anything is painted. */
function themeBeforePaint(): Plugin {
  let building = true
  let reference = ''
  return {
    name: 'bell:theme',
    configResolved(config) {
      building = config.command === 'build'
    },
    configureServer(server) {
      server.middlewares.use('/theme.js', (_request, response) => {
        response.setHeader('Content-Type', 'text/javascript')
        response.end(themeScript)
      })
    },
    buildStart() {
      if (building) reference = this.emitFile({ type: 'asset', name: 'theme.js', source: themeScript })
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, context) {
        // Vite calls this hook while the bundle is written, when the hashed name is known.
        const file = Object.values(context.bundle ?? {}).find(
          (output) => output.type === 'asset' && output.names.includes('theme.js'),
        )
        const src = building && reference && file ? `/${file.fileName}` : '/theme.js'
        return [{ tag: 'script', attrs: { src }, injectTo: 'head-prepend' }]
      },
    },
  }
}

const compressible = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest'])

/** Writes `.br` and `.gz` beside every text file of the build, so that serving costs no compression. */
function precompressed(): Plugin {
  let folder = 'dist'
  return {
    name: 'bell:precompressed',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir)
    },
    closeBundle: {
      order: 'post',
      async handler() {
        const entries = await readdir(folder, { recursive: true, withFileTypes: true })
        const files = entries.filter((entry) => entry.isFile() && compressible.has(extname(entry.name)))
        await Promise.all(files.map((file) => compress(join(file.parentPath, file.name))))
      },
    },
  }
}

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

async function compress(file: string) {
  const bytes = await readFile(file)
  if (bytes.length < 512) return
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }
  await writeFile(`${file}.br`, await brotli(bytes, options))
  await writeFile(`${file}.gz`, await gzipped(bytes, { level: 9 }))
}
