export interface ConfigProblem {
  /** The names by which the person knows it, such as `--port (BELL_PORT)`. */
  key: string
  message: string
}

export class ConfigError extends Error {
  readonly code = 'config_invalid'
  readonly problems: ConfigProblem[]
  constructor(problems: ConfigProblem[]) {
    const lines = problems.map(({ key, message }) => `  ${key}: ${message}`)
    super(`The configuration cannot be used:\n${lines.join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}
