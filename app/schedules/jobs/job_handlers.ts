import type { JobHandler } from '#schedules/jobs/job_handler'

/**
 * The handlers that this process knows, by `appName`. One instance per process;
 * providers/rappel_provider.ts lists them.
 */
export class JobHandlers {
  readonly #byName = new Map<string, JobHandler>()

  constructor(handlers: JobHandler[]) {
    for (const handler of handlers) this.#byName.set(handler.name, handler)
  }

  get names(): string[] {
    return [...this.#byName.keys()]
  }

  find(name: string): JobHandler | undefined {
    return this.#byName.get(name)
  }
}
