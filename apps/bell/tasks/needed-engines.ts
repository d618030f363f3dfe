const engines = {
  PG_URL:
    'the address of PostgreSQL, as postgres://user:password@host:port/database; the user may make schemas, roles and databases',
  REDIS_URL: 'the address of Redis, as redis://host:port',
  KAFKA_BROKERS: 'the address of Kafka, as host:port on this machine (a test cuts the way to it)',
  KAFKA_JARS:
    'the folder of the jars of Kafka, such as libs in what one downloads of it: a test starts one with passwords and TLS, by java',
  S3_ENDPOINT:
    'the address of an S3 server, as http://host:port; with S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, which may make buckets',
  OPENSEARCH_URL: 'the address of OpenSearch, as http://host:port',
  ELASTICSEARCH_URL: 'the address of Elasticsearch, as http://host:port',
  ENGINES_COMMAND:
    'a command that takes kill NAME, stop NAME and start NAME, for pg, redis, kafka, opensearch, elasticsearch and s3, such as docker compose -f deploy/compose.engines.yaml',
}

/** Ends the process with a sentence for each variable that tests need and the environment lacks: nothing is skipped. */
export function exitWithoutEngines(except: (keyof typeof engines)[] = []) {
  const missing = Object.entries(engines).filter(
    ([name]) => !process.env[name] && !except.includes(name as keyof typeof engines),
  )
  for (const [name, what] of missing) console.error(`${name} is not set: ${what}`)
  if (missing.length > 0) process.exit(1)
}
