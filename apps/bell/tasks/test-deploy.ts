// `npm run test:deploy`: what `deploy/` holds is built and run: the Dockerfile's steps in a clean folder, the chart by
// helm, the rest by its own linters. By itself, since the image takes minutes, and so does helm where Go has to build it.
import { ensureNginx, ensurePython } from '../../../e2e/clients/programs.ts'
import { ensureBubblewrap, ensureHelm } from '../deploy/programs.ts'
import { ensureOrExit, nothingSkipped, runVitest } from './test-run.ts'

const programs = ensureOrExit(() => ({
  PYTHON_PATH: ensurePython(),
  NGINX_PROGRAM: ensureNginx(),
  BWRAP_PROGRAM: ensureBubblewrap(),
  HELM_PROGRAM: ensureHelm(),
  ...nothingSkipped,
}))
process.exitCode = (await runVitest('what deploy/ holds', ['apps/bell/deploy'], programs)) ? 0 : 1
