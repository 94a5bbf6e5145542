import { WorkerSchema } from '#database/schema'

/** A working process, and its last heartbeat. */
export default class Worker extends WorkerSchema {}
