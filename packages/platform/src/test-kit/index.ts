export { testDatabase, testDialects } from './test-database.ts'
export { testApp, testToken, testUser, verifyTestToken, type Answer, type Call, type Person } from './test-app.ts'
export { onSearchEngines, ownSearchAddress, refreshSearch } from './search-engines.ts'
export { tcpProxy } from './tcp-proxy.ts'
