import type { SessionUser } from '@bell/ui/session'

/** Who may add music and artists; the server decides, this only shows the way to those who may. */
export function mayUpload(user: SessionUser | undefined): boolean {
  return user?.roles.some((role) => role !== 'listener') ?? false
}
