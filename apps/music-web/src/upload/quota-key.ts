/** Where what a person's music takes, and may take, is kept among the queries. */
export const quotaKey = ['upload-quota'] as const
