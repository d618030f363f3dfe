export { createEmbeddedKeyValue } from './embedded.ts'
export { KeyValueError, type KeyValue, type Lifetime } from './key-value.ts'
