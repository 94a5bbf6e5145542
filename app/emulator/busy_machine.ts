/**
 * What a limit a second may be exceeded by where the operator counts arrivals: they
 * bunch while a machine starves its processes. A limit that is broken is exceeded
 * twice over and more.
 */
export const BUSY_MACHINE = 1.25
