import { WorkerSchema } from '#database/schema'

/** A process that works, and when it was last heard of. */
export default class Worker extends WorkerSchema {}
