import { AppError } from '../http/index.ts'

export function tooLarge(mostBytes: number) {
  const detail = `A file may have ${mostBytes} bytes at most, and no more than it announced.`
  return new AppError(413, 'upload_too_large', detail, undefined, { members: { mostBytes } })
}
