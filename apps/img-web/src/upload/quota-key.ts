/** Where what a person's pictures take, and may take, is kept among the queries. */
export const quotaKey = ['quota'] as const
