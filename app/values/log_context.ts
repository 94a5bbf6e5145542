import { AsyncLocalStorage } from 'node:async_hooks'

/** What the lines of the log have in common while something is under way. */
export interface LogContext {
  /** Of a request to the web server. */
  request_id?: string
  /** Of a slot of the timetable: the id of its row in `scheduler_runs`. */
  run?: number
  /** Of a sweep, random. */
  sweep?: string
  /** The id of a batch. */
  batch?: number
}

const contexts = new AsyncLocalStorage<LogContext>()

/** Every line that is logged by `work`, or by what it starts, says so too. */
export function inLogContext<Result>(context: LogContext, work: () => Result): Result {
  return contexts.run({ ...contexts.getStore(), ...context }, work)
}

export const logContext = (): LogContext => contexts.getStore() ?? {}
