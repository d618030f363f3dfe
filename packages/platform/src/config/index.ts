export { describeConfig } from './describe.ts'
export { ConfigError, parseConfig, type ConfigProblem, type ConfigSources } from './parse.ts'
export { loadSecrets, SecretsError } from './secrets.ts'
