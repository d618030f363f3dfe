import { describe } from 'vitest'
import { testBlobStore } from '../contract.ts'
import { createS3Blobs } from './s3.ts'
import { s3Endpoint, s3Folder } from './s3-engine.fixture.ts'

describe.skipIf(!s3Endpoint)('on an S3 server', () => {
  testBlobStore(async () => {
    const { connect } = await s3Folder()
    return { open: () => createS3Blobs(connect(), 'music') }
  })
})
