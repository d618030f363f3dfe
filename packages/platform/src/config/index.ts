export { describeConfig } from './describe.ts'
export { parseConfig, type ConfigSources } from './parse.ts'
export { ConfigError, type ConfigProblem } from './problems.ts'
export { deriveSecrets, findSecrets, loadSecrets, SecretsError } from './secrets.ts'
