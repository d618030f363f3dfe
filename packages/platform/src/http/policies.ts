import type { User } from './users.ts'

// The thing differs by rule; each rule states its own.
type Rule = (user: User | undefined, thing: never) => boolean

/**
 * Permissions of a service in one place: `can(user, 'editTrack', track)`.
 * What has no rule cannot be asked; a rule must say yes for the action to be allowed.
 */
export function createPolicies<Rules extends Record<string, Rule>>(rules: Rules) {
  return function can<Action extends keyof Rules & string>(
    user: User | undefined,
    action: Action,
    thing: Parameters<Rules[Action]>[1],
  ): boolean {
    return rules[action]!(user, thing as never)
  }
}
