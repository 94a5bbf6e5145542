/** The person to erase. */
export type Person = { kind: 'patient'; ref: string } | { kind: 'number'; phone: string }
