// `npm run dev`: pages by Vite (hot reload) on the usual addresses, with the server behind them, which restarts when
// one of its files changes. The browser sees the same origins as ever, so sign-in works as it does in earnest.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createServer } from 'vite'
import { root } from './root.ts'

const products = { auth: 4000, music: 4100, img: 4200 }
const behind = 10_000
const served = '^/(api|session|oidc|interaction|\\.well-known|stream|i|p)(/|$)'

const ports = Object.entries(products).flatMap(([name, port]) => [`--${name}-port`, String(port + behind)])
const urls = Object.entries(products).flatMap(([name, port]) => [`--${name}-url`, `http://localhost:${port}`])
const server = spawn(
  process.execPath,
  [
    '--watch',
    '--watch-preserve-output',
    join(root, 'apps/bell/src/main.ts'),
    ...urls,
    ...ports,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)

for (const [name, port] of Object.entries(products)) {
  const pages = await createServer({
    root: join(root, `apps/${name}-web`),
    server: {
      port,
      strictPort: true,
      proxy: { [served]: { target: `http://127.0.0.1:${port + behind}`, changeOrigin: false } },
    },
  })
  await pages.listen()
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
server.on('exit', (code) => process.exit(code ?? 0))
