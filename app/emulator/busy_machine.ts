/**
 * How many times the limit per second may arrive at the operator: requests bunch on their way while
 * a machine starves its processes. A limit that is broken is exceeded twice over and more.
 */
export const BUSY_MACHINE = 1.25
