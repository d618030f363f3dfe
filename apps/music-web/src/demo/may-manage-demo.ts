import type { SessionUser } from '@bell/ui/session'

/** Whether this person runs the installation: they load and remove the demonstration catalogue. */
export function mayManageDemo(user: SessionUser | undefined): boolean {
  return user?.roles.some((role) => role === 'owner' || role === 'admin') ?? false
}
