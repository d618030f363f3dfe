import { readFile, writeFile } from 'node:fs/promises'
import { argv } from 'node:process'
import openapiTS, { astToString } from 'openapi-typescript'

// node generate-api.ts <openapi.json> <out.gen.ts>: the types of a service's API for its web app.
const [input, output] = argv.slice(2)
if (!input || !output) throw new Error('generate-api.ts needs an OpenAPI JSON file and the path to write to')

const tree = await openapiTS(JSON.parse(await readFile(input, 'utf8')), { alphabetize: true })
await writeFile(output, `// Generated from the service's OpenAPI description; not for editing.\n${astToString(tree)}`)
